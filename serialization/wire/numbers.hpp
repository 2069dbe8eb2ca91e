#pragma once

#include <carrick/serialization/enums.hpp>
#include <carrick/serialization/wire/wire.hpp>

namespace carrick::detail {

template <class T, class... Among>
inline constexpr bool is_one_of = (std::is_same_v<T, Among> || ...);

/// Integers that are numbers: no characters. `long` is 64 bits wide where we build.
template <class T>
concept wire_integer = is_one_of<T, signed char, short, int, long, long long, unsigned char,
                                 unsigned short, unsigned, unsigned long, unsigned long long>;
template <class T>
concept wire_float = is_one_of<T, float, double>;
template <class T>
concept wire_number = wire_integer<T> || wire_float<T>;

/// What a value_type has of a number; compiled once, in numbers.cpp.
template <class T>
struct number_value {
  /// "u8" to "u64", "i8" to "i64", "f32", "f64".
  static std::string describe(layout_writer& parts);
  static void visit(const void* value, value_visitor& visitor);
  static void build(value_reader& reader, void* value);
};
extern template struct number_value<signed char>;
extern template struct number_value<short>;
extern template struct number_value<int>;
extern template struct number_value<long>;
extern template struct number_value<long long>;
extern template struct number_value<unsigned char>;
extern template struct number_value<unsigned short>;
extern template struct number_value<unsigned>;
extern template struct number_value<unsigned long>;
extern template struct number_value<unsigned long long>;
extern template struct number_value<float>;
extern template struct number_value<double>;

template <wire_number T>
struct wire<T> : number_value<T> {
  static constexpr std::size_t bytes_min = sizeof(T);
  static void save(byte_writer& out, T value) { out.number(value); }
  static void load(byte_reader& in, T& value) { value = in.number<T>(); }
};

template <>
struct wire<bool> {
  static constexpr std::size_t bytes_min = 1;
  static void save(byte_writer& out, bool value) { out.number(static_cast<std::uint8_t>(value)); }
  static void load(byte_reader& in, bool& value) {
    auto byte = in.number<std::uint8_t>();
    if (byte > 1) in.malformed("a boolean is neither 0 nor 1");
    value = byte == 1;
  }
  static std::string describe(layout_writer& parts);
  static void visit(const void* value, value_visitor& visitor);
  static void build(value_reader& reader, void* value);
};

/// "enum<u8: red=0, green=1>", from the type and the texts of the numbers.
std::string describe_enum(layout_writer& parts, const value_type& number,
                          std::span<const std::string_view> names,
                          std::string (*number_text)(std::size_t index));

template <declared_enum Enum>
struct wire<Enum> {
  using number = std::underlying_type_t<Enum>;
  static_assert(wire_integer<number>,
                "carrick: an enum in a message has an integer below it, "
                "neither bool nor a character");
  static constexpr std::size_t bytes_min = sizeof(number);

  static void save(byte_writer& out, Enum value) { out.number(static_cast<number>(value)); }
  static void load(byte_reader& in, Enum& value) {
    // Compared as numbers: one that an enum without a fixed type cannot hold must not become one.
    auto read = in.number<number>();
    for (auto known : enum_values<Enum>::value.values)
      if (static_cast<number>(known) == read) return void(value = known);
    in.malformed("a number is none of the enumerators");
  }
  static std::string describe(layout_writer& parts) {
    return describe_enum(parts, value_type_of<number>, enum_values<Enum>::value.names,
                         [](std::size_t index) {
                           auto value = enum_values<Enum>::value.values[index];
                           return std::to_string(static_cast<number>(value));
                         });
  }
  static void visit(const void* value, value_visitor& visitor) {
    auto given = *static_cast<const Enum*>(value);
    if (auto name = name_of_enumerator(given); !name.empty()) return visitor.text(name);
    auto shown = static_cast<number>(given);
    wire<number>::visit(&shown, visitor);
  }
  static void build(value_reader& reader, void* value) {
    const auto& known = enum_values<Enum>::value;
    if (auto index = reader.one_of(known.names)) *static_cast<Enum*>(value) = known.values[*index];
  }
};

} // namespace carrick::detail
