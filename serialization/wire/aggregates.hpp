#pragma once

#include <carrick/serialization/message.hpp>
#include <carrick/serialization/wire/tuples.hpp>

namespace carrick::detail {

template <class Tuple>
struct bytes_of_fields;
template <class... Field>
struct bytes_of_fields<std::tuple<Field&...>> {
  static constexpr std::size_t min = (std::size_t{0} + ... + wire<Field>::bytes_min);
};

/// Calls `each` with index and type of every field.
template <declared T, class Each>
void for_each_field_type(Each&& each) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (each.template operator()<I, std::remove_reference_t<std::tuple_element_t<I, fields_of<T>>>>(),
     ...);
  }
  (std::make_index_sequence<field_count<T>>{});
}

template <declared T>
void save_fields(output_archive& out, const T& value) {
  save_each(out, fields(value));
}

/// The first `known` fields of a message; the archive remembers which one it is at.
template <declared T>
void load_fields(input_archive& in, T& value, std::size_t known) {
  auto each = fields(value);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((I < known ? (in.at_field(I), detail::load(in, std::get<I>(each))) : void()), ...);
  }
  (std::make_index_sequence<field_count<T>>{});
}

/// Fields until the bytes of an extensible part end.
template <declared T>
void load_present(input_archive& in, T& value) {
  std::apply(
    [&](auto&... field) { ((in.remaining() > 0 ? detail::load(in, field) : void()), ...); },
    fields(value));
}

template <declared T>
std::vector<field_layout> describe_fields(layout_writer& parts) {
  std::vector<field_layout> out;
  out.reserve(field_count<T>);
  for_each_field_type<T>([&]<std::size_t I, class Field>() {
    out.push_back({std::string{field_names<T>[I]}, detail::describe<Field>(parts)});
  });
  return out;
}

template <declared T>
void visit_fields(const T& value, value_visitor& visitor) {
  auto each = fields(value);
  visitor.begin_object();
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((visitor.key(field_names<T>[I]), detail::visit(std::get<I>(each), visitor)), ...);
  }
  (std::make_index_sequence<field_count<T>>{});
  visitor.end_object();
}

template <class Field>
void build_field(value_reader& reader, std::string_view name, Field& field) {
  if (auto index = reader.find(name)) reader.child(*index, [&] { detail::build(reader, field); });
}

/// What is missing keeps its default.
template <declared T>
void build_fields(value_reader& reader, T& value) {
  if (!reader.object()) return;
  reader.check_keys(field_names<T>);
  auto each = fields(value);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (build_field(reader, field_names<T>[I], std::get<I>(each)), ...);
  }
  (std::make_index_sequence<field_count<T>>{});
}

/// A declared type as a part of another: its fields, behind a length if it is extensible.
template <class T>
requires has_declaration<T>
struct wire<T> {
  static_assert(declared<T>);
  static constexpr bool extensible = is_extensible<T>;
  static constexpr std::size_t bytes_min =
    extensible ? sizeof(std::uint32_t) : bytes_of_fields<fields_of<T>>::min;

  static void save(output_archive& out, const T& value) {
    check_sendable();
    if constexpr (extensible) {
      auto opened = out.open_length();
      save_fields(out, value);
      out.close_length(opened);
    } else {
      save_fields(out, value);
    }
  }
  static void load(input_archive& in, T& value) {
    check_sendable();
    input_archive::level deeper{in};
    if constexpr (extensible) {
      input_archive::part part{in, in.number<std::uint32_t>()};
      load_present(in, value);
    } else {
      std::apply([&](auto&... field) { (detail::load(in, field), ...); }, fields(value));
    }
  }
  static std::string describe(layout_writer& parts) {
    parts.part(declaration<T>::name(), extensible, [&] { return describe_fields<T>(parts); });
    return std::string{declaration<T>::name()};
  }
  static void visit(const T& value, value_visitor& visitor) { visit_fields(value, visitor); }
  static void build(value_reader& reader, T& value) { build_fields(reader, value); }

 private:
  static constexpr void check_sendable() {
    static_assert(message<T>,
                  "carrick: options are read from a config file and cannot be sent: "
                  "declare the type with CARRICK_DATA");
  }
};

} // namespace carrick::detail
