#pragma once

#include <carrick/serialization/layout_writer.hpp>
#include <carrick/serialization/wire/numbers.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

namespace carrick::detail {

template <>
struct wire<std::monostate> {
  static constexpr std::size_t bytes_min = 0;
  static void save(byte_writer&, std::monostate) {}
  static void load(byte_reader&, std::monostate&) {}
  static std::string describe(layout_writer&) { return "none"; }
  static void visit(const void*, value_visitor& visitor) { visitor.null(); }
  static void build(value_reader& reader, void*) {
    if (!reader.is(value_shape::null)) reader.expected("null");
  }
};

/// 0, or 1 and the value. In a neutral tree: null or the value.
template <class T>
struct wire<std::optional<T>> {
  static constexpr std::size_t bytes_min = 1;
  static void save(byte_writer& out, const std::optional<T>& value) {
    detail::save(out, value.has_value());
    if (value) detail::save(out, *value);
  }
  static void load(byte_reader& in, std::optional<T>& value) {
    bool present;
    detail::load(in, present);
    value.reset();
    if (present) detail::load(in, value.emplace());
  }
  static std::string describe(layout_writer& parts) {
    return "optional<" + detail::describe<T>(parts) + ">";
  }
  static void visit(const void* value, value_visitor& visitor) {
    if (const auto& given = *static_cast<const std::optional<T>*>(value))
      detail::visit(value_type_of<T>, &*given, visitor);
    else
      visitor.null();
  }
  static void build(value_reader& reader, void* value) {
    auto& built = *static_cast<std::optional<T>*>(value);
    built.reset();
    if (!reader.is(value_shape::null)) detail::build(value_type_of<T>, reader, &built.emplace());
  }
};

/// The index, one byte, and the value. In a neutral tree: an object with one key, which is the type
/// of the alternative in words.
template <class... Each>
struct wire<std::variant<Each...>> {
  using variant = std::variant<Each...>;
  static constexpr std::size_t size = sizeof...(Each);
  static constexpr std::size_t bytes_min = 1 + std::min({wire<Each>::bytes_min...});
  static_assert(size <= 255, "carrick: a variant in a message has at most 255 alternatives");

  static void save(byte_writer& out, const variant& value) {
    ENSURE(!value.valueless_by_exception());
    out.number(static_cast<std::uint8_t>(value.index()));
    std::visit([&](const auto& chosen) { detail::save(out, chosen); }, value);
  }
  static void load(byte_reader& in, variant& value) {
    std::size_t index = in.number<std::uint8_t>();
    auto loaded = choose(index, value, [&](auto& chosen) { detail::load(in, chosen); });
    if (!loaded) in.malformed("the index of a variant is out of range");
  }
  static std::string describe(layout_writer& parts) {
    std::string out;
    ((out.append(out.empty() ? "" : ",").append(detail::describe<Each>(parts))), ...);
    return "variant<" + out + ">";
  }
  static void visit(const void* value, value_visitor& visitor) {
    const auto& given = *static_cast<const variant*>(value);
    ENSURE(!given.valueless_by_exception());
    visitor.begin_object();
    visitor.key(words()[given.index()]);
    std::visit([&]<class Chosen>(
                 const Chosen& chosen) { detail::visit(value_type_of<Chosen>, &chosen, visitor); },
               given);
    visitor.end_object();
  }
  static void build(value_reader& reader, void* value) {
    auto given = reader.object();
    if (given && *given != 1) reader.expected("an object with one key, the type of the value");
    if (given != std::size_t{1}) return;
    auto names = words();
    std::array<std::string_view, size> known;
    std::copy(names.begin(), names.end(), known.begin());
    auto index = static_cast<std::size_t>(
      std::find(known.begin(), known.end(), reader.at().key(0)) - known.begin());
    if (index == size) return reader.check_keys(known);
    auto fill = [&]<class Chosen>(Chosen& chosen) {
      detail::build(value_type_of<Chosen>, reader, &chosen);
    };
    reader.child(0, [&] { choose(index, *static_cast<variant*>(value), fill); });
  }

 private:
  /// The alternatives in words; the second of two equal ones is told by its index.
  static std::array<std::string, size> words() {
    std::vector<part_layout> parts;
    layout_writer writer{parts};
    std::array<std::string, size> out{detail::describe<Each>(writer)...};
    for (std::size_t i = 1; i < size; ++i)
      if (std::find(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(i), out[i]) !=
          out.begin() + static_cast<std::ptrdiff_t>(i))
        out[i] += "#" + std::to_string(i);
    return out;
  }
  /// Makes `value` its alternative `index` and calls `fill` with it; false when there is none.
  template <class Fill>
  static bool choose(std::size_t index, variant& value, Fill&& fill) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return ((I == index && (fill(value.template emplace<I>()), true)) || ...);
    }
    (std::make_index_sequence<size>{});
  }
};

} // namespace carrick::detail
