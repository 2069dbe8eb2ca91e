#pragma once

#include <carrick/serialization/message.hpp>
#include <carrick/serialization/wire/wire.hpp>

namespace carrick::detail {

template <class Places>
struct of_fields;
template <class... Field>
struct of_fields<field_places<Field...>> {
  static constexpr std::size_t bytes_min() {
    return (std::size_t{0} + ... + wire<Field>::bytes_min);
  }
  const value_type* list[sizeof...(Field) + 1]{&value_type_of<Field>..., nullptr};
};

template <class... Field>
void save_each(byte_writer& out, const field_places<Field...>& places) {
  [[maybe_unused]] auto at = places.at;
  (wire<Field>::save(out, field_at<Field>(*at++)), ...);
}

/// The first `known` fields; the archive remembers which one of the message it is at.
template <class... Field>
void load_each(byte_reader& in, const field_places<Field...>& places, std::size_t known) {
  [[maybe_unused]] std::size_t i = 0;
  ((i < known ? (in.at_field(i), wire<Field>::load(in, mutable_field_at<Field>(places.at[i])))
              : void(),
    ++i),
   ...);
}

/// Fields until the bytes of an extensible part end.
template <class... Field>
void load_present(byte_reader& in, const field_places<Field...>& places) {
  [[maybe_unused]] auto at = places.at;
  ((in.remaining() > 0 ? wire<Field>::load(in, mutable_field_at<Field>(*at)) : void(), ++at), ...);
}

template <declared T>
void list_places(const void* value, const void** out) {
  for (auto place : places_of(*static_cast<const T*>(value)).at) *out++ = place;
}

template <declared T>
inline constexpr of_fields<places_in_type<T>> types_of_fields{};

template <declared T>
inline constexpr aggregate_type aggregate_type_of{.name = declaration<T>::name(),
                                                  .extensible = is_extensible<T>,
                                                  .count = field_count<T>,
                                                  .names = field_names<T>.data(),
                                                  .types = types_of_fields<T>.list,
                                                  .places = &list_places<T>};

/// A declared type as a part of another: its fields, behind a length if it is extensible.
template <class T>
requires has_declaration<T>
struct wire<T> {
  static_assert(declared<T>);
  static constexpr bool extensible = is_extensible<T>;
  static constexpr std::size_t bytes_min =
    extensible ? sizeof(std::uint32_t) : of_fields<places_in_type<T>>::bytes_min();

  static void save(byte_writer& out, const T& value) {
    check_sendable();
    if constexpr (extensible) {
      auto opened = out.open_length();
      save_each(out, places_of(value));
      out.close_length(opened);
    } else {
      save_each(out, places_of(value));
    }
  }
  static void load(byte_reader& in, T& value) {
    check_sendable();
    byte_reader::level deeper{in};
    if constexpr (extensible) {
      byte_reader::part part{in, in.number<std::uint32_t>()};
      load_present(in, places_of(value));
    } else {
      load_each(in, places_of(value), decode_options::all_fields);
    }
  }

 private:
  static constexpr void check_sendable() {
    static_assert(message<T>,
                  "carrick: options are read from a config file and cannot be sent: "
                  "declare the type with CARRICK_DATA");
  }
};

template <class T>
requires has_declaration<T>
inline constexpr value_type value_type_of<T>{.aggregate = &aggregate_type_of<T>};

} // namespace carrick::detail
