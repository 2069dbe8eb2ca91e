#pragma once

#include <carrick/serialization/wire/wire.hpp>

#include <tuple>
#include <utility>

namespace carrick::detail {

template <class T>
inline constexpr bool is_tuple = false;
template <class First, class Second>
inline constexpr bool is_tuple<std::pair<First, Second>> = true;
template <class... Each>
inline constexpr bool is_tuple<std::tuple<Each...>> = true;

/// A value and its type.
struct value_place {
  const value_type* type = nullptr;
  void* at = nullptr;
};

/// Fills the places from a list of as many.
void build_tuple(value_reader& reader, std::span<const value_place> places);

template <class Tuple>
struct bytes_of_tuple;
template <template <class...> class Tuple, class... Each>
struct bytes_of_tuple<Tuple<Each...>> {
  static constexpr std::size_t min = (std::size_t{0} + ... + wire<Each>::bytes_min);
};

template <class Tuple>
requires is_tuple<Tuple>
struct wire<Tuple> {
  static constexpr std::size_t bytes_min = bytes_of_tuple<Tuple>::min;
  static constexpr std::size_t size = std::tuple_size_v<Tuple>;

  static void save(byte_writer& out, const Tuple& values) {
    std::apply([&](const auto&... value) { (detail::save(out, value), ...); }, values);
  }
  static void load(byte_reader& in, Tuple& values) {
    std::apply([&](auto&... value) { (detail::load(in, value), ...); }, values);
  }
  static std::string describe(layout_writer& parts) {
    std::string out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((out.append(I == 0 ? "" : ",")
          .append(detail::describe<std::tuple_element_t<I, Tuple>>(parts))),
       ...);
    }
    (std::make_index_sequence<size>{});
    return "tuple<" + out + ">";
  }
  static void visit(const void* value, value_visitor& visitor) {
    visitor.begin_list(size);
    std::apply(
      [&]<class... Each>(const Each&... each) {
        (detail::visit(value_type_of<Each>, &each, visitor), ...);
      },
      *static_cast<const Tuple*>(value));
    visitor.end_list();
  }
  static void build(value_reader& reader, void* value) {
    std::apply(
      [&]<class... Each>(Each&... each) {
        const value_place places[]{{&value_type_of<Each>, &each}..., {}};
        build_tuple(reader, {places, size});
      },
      *static_cast<Tuple*>(value));
  }
};

} // namespace carrick::detail
