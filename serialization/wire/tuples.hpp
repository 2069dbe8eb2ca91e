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

template <class Tuple>
struct bytes_of_tuple;
template <template <class...> class Tuple, class... Each>
struct bytes_of_tuple<Tuple<Each...>> {
  static constexpr std::size_t min = (std::size_t{0} + ... + wire<Each>::bytes_min);
};

/// A tuple of values or of references: each in its turn.
template <class Tuple>
void save_each(output_archive& out, const Tuple& values) {
  std::apply([&](const auto&... value) { (detail::save(out, value), ...); }, values);
}

template <class Tuple>
requires is_tuple<Tuple>
struct wire<Tuple> {
  static constexpr std::size_t bytes_min = bytes_of_tuple<Tuple>::min;
  static constexpr std::size_t size = std::tuple_size_v<Tuple>;

  static void save(output_archive& out, const Tuple& values) { save_each(out, values); }
  static void load(input_archive& in, Tuple& values) {
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
  static void visit(const Tuple& values, value_visitor& visitor) {
    visitor.begin_list(size);
    std::apply([&](const auto&... value) { (detail::visit(value, visitor), ...); }, values);
    visitor.end_list();
  }
  static void build(value_reader& reader, Tuple& values) {
    auto given = reader.list();
    if (given && *given != size) reader.expected("a list of " + std::to_string(size));
    if (given != size) return;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (reader.child(I, [&] { detail::build(reader, std::get<I>(values)); }), ...);
    }
    (std::make_index_sequence<size>{});
  }
};

} // namespace carrick::detail
