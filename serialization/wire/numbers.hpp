#pragma once

#include <carrick/serialization/enums.hpp>
#include <carrick/serialization/wire/wire.hpp>

#include <limits>

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

/// "u8" to "u64", "i8" to "i64", "f32", "f64".
template <wire_number T>
std::string number_word() {
  const char* letter = wire_float<T> ? "f" : std::is_signed_v<T> ? "i" : "u";
  return letter + std::to_string(sizeof(T) * 8);
}

template <wire_integer T>
void build_integer(value_reader& reader, T& value) {
  using limits = std::numeric_limits<T>;
  if constexpr (std::is_signed_v<T>) {
    if (auto read = reader.integer(limits::min(), limits::max())) value = static_cast<T>(*read);
  } else {
    if (auto read = reader.natural(limits::max())) value = static_cast<T>(*read);
  }
}

template <wire_number T>
struct wire<T> {
  static constexpr std::size_t bytes_min = sizeof(T);
  static void save(output_archive& out, T value) { out.number(value); }
  static void load(input_archive& in, T& value) { value = in.number<T>(); }
  static std::string describe(layout_writer&) { return number_word<T>(); }
  static void visit(T value, value_visitor& visitor) {
    if constexpr (wire_float<T>)
      visitor.number(value);
    else if constexpr (std::is_signed_v<T>)
      visitor.integer(value);
    else
      visitor.natural(value);
  }
  static void build(value_reader& reader, T& value) {
    if constexpr (wire_integer<T>)
      build_integer(reader, value);
    else if (auto read = reader.number())
      value = static_cast<T>(*read);
  }
};

template <>
struct wire<bool> {
  static constexpr std::size_t bytes_min = 1;
  static void save(output_archive& out, bool value) {
    out.number(static_cast<std::uint8_t>(value));
  }
  static void load(input_archive& in, bool& value) {
    auto byte = in.number<std::uint8_t>();
    if (byte > 1) in.malformed("a boolean is neither 0 nor 1");
    value = byte == 1;
  }
  static std::string describe(layout_writer&) { return "bool"; }
  static void visit(bool value, value_visitor& visitor) { visitor.boolean(value); }
  static void build(value_reader& reader, bool& value) {
    if (auto read = reader.boolean()) value = *read;
  }
};

template <declared_enum Enum>
struct wire<Enum> {
  using number = std::underlying_type_t<Enum>;
  static_assert(wire_integer<number>,
                "carrick: an enum in a message has an integer below it, "
                "neither bool nor a character");
  static constexpr std::size_t bytes_min = sizeof(number);

  static void save(output_archive& out, Enum value) { out.number(static_cast<number>(value)); }
  static void load(input_archive& in, Enum& value) {
    // Compared as numbers: one that an enum without a fixed type cannot hold must not become one.
    auto read = in.number<number>();
    for (auto known : enum_values<Enum>::value.values)
      if (static_cast<number>(known) == read) return void(value = known);
    in.malformed("a number is none of the enumerators");
  }
  /// "enum<u8: red=0, green=1>".
  static std::string describe(layout_writer& parts) {
    const auto& known = enum_values<Enum>::value;
    std::string out = "enum<" + detail::describe<number>(parts) + ":";
    for (std::size_t i = 0; i < known.values.size(); ++i)
      out.append(i == 0 ? " " : ", ")
        .append(known.names[i])
        .append("=")
        .append(std::to_string(static_cast<number>(known.values[i])));
    return out + ">";
  }
  static void visit(Enum value, value_visitor& visitor) {
    auto name = name_of_enumerator(value);
    if (name.empty())
      detail::visit(static_cast<number>(value), visitor);
    else
      visitor.text(name);
  }
  static void build(value_reader& reader, Enum& value) {
    const auto& known = enum_values<Enum>::value;
    if (auto index = reader.one_of(known.names)) value = known.values[*index];
  }
};

} // namespace carrick::detail
