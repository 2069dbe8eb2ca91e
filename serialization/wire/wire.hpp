#pragma once

#include <carrick/serialization/byte_reader.hpp>
#include <carrick/serialization/byte_writer.hpp>
#include <carrick/serialization/value_reader.hpp>
#include <carrick/serialization/value_type.hpp>
#include <carrick/serialization/value_visitor.hpp>

#include <type_traits>

namespace carrick::detail {

template <class T>
inline constexpr bool is_supported = false;

template <class T>
concept any_pointer = std::is_pointer_v<T> || requires(T& smart) {
  typename T::element_type;
  smart.get();
  *smart;
};

/// Everything that is done with a value of a field's type, one specialisation a family of types:
/// `bytes_min` (the fewest bytes of an encoding; 0 only for types that have no bytes at all),
/// `save` and `load` (binary), and what a value_type has: `describe` (the type in words), `visit`
/// and `build` (to and from a neutral tree). This form is the one for types that are not supported.
template <class T>
struct wire {
  static_assert(
    !any_pointer<T>,
    "carrick: a pointer cannot be sent: hold the value itself, std::optional or a container");
  static_assert(!std::is_enum_v<T>,
                "carrick: an enum in a message must be declared with its enumerators: "
                "CARRICK_ENUM(type, first, second)");
  static_assert(
    any_pointer<T> || std::is_enum_v<T> || is_supported<T>,
    "carrick: a field of this type cannot be sent: use fixed-width numbers, bool, enums, "
    "std::string, standard containers, optional, variant, tuple, durations, "
    "system_clock::time_point, node_id, or give the type CARRICK_DATA");
  static constexpr std::size_t bytes_min = 0;
  static void save(byte_writer&, const T&) {}
  static void load(byte_reader&, T&) {}
  static std::string describe(layout_writer&) { return {}; }
  static void visit(const void*, value_visitor&) {}
  static void build(value_reader&, void*) {}
};

/// The table of a type.
template <class T>
inline constexpr value_type value_type_of{
  .describe = wire<T>::describe, .visit = wire<T>::visit, .build = wire<T>::build};

template <class T>
void save(byte_writer& out, const T& value) {
  wire<T>::save(out, value);
}
template <class T>
void load(byte_reader& in, T& value) {
  wire<T>::load(in, value);
}
template <class T>
std::string describe(layout_writer& parts) {
  return describe(value_type_of<T>, parts);
}

/// An element of a container has at least one byte, so that a count never exceeds the bytes: types
/// without bytes get a zero.
template <class T>
inline constexpr std::size_t element_bytes_min = wire<T>::bytes_min == 0 ? 1 : wire<T>::bytes_min;

template <class T>
void save_element(byte_writer& out, const T& value) {
  wire<T>::save(out, value);
  if constexpr (wire<T>::bytes_min == 0) out.number(std::uint8_t{0});
}
template <class T>
void load_element(byte_reader& in, T& value) {
  wire<T>::load(in, value);
  if constexpr (wire<T>::bytes_min == 0)
    if (in.number<std::uint8_t>() != 0) in.malformed("an element without content is not zero");
}

} // namespace carrick::detail
