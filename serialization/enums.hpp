#pragma once

#include <carrick/serialization/declaration.hpp>

namespace carrick::detail {

template <class Enum, std::size_t Count>
struct enumerator_list {
  std::array<Enum, Count> values;
  std::array<std::string_view, Count> names;
};

} // namespace carrick::detail

/// An enum that may stand in messages, beside its definition and in the same namespace:
///
///     enum class color : std::uint8_t { red, green, blue };
///     CARRICK_ENUM(color, red, green, blue)
///
/// Numbers that are not listed do not decode; JSON shows and takes the names.
#define CARRICK_ENUM(type, ...)                                                                    \
  constexpr auto carrick_enumerators(type) {                                                       \
    using enum type;                                                                               \
    constexpr ::std::array carrick_values{__VA_ARGS__};                                            \
    return ::carrick::detail::enumerator_list<type, carrick_values.size()>{                        \
      carrick_values, ::carrick::detail::split_list<carrick_values.size()>(#__VA_ARGS__)};         \
  }

namespace carrick {

/// The enumerators of an enum, `value.values` and `value.names`. Found through CARRICK_ENUM; an
/// enum of another library may get a specialisation instead.
template <class Enum>
struct enum_values;

template <class Enum>
requires requires { carrick_enumerators(Enum{}); }
struct enum_values<Enum> {
  static constexpr auto value = carrick_enumerators(Enum{});
};

namespace detail {

template <class T>
concept declared_enum = std::is_enum_v<T> && requires {
  enum_values<T>::value;
};

/// The name of a listed value, or an empty one.
template <declared_enum Enum>
constexpr std::string_view name_of_enumerator(Enum x) {
  constexpr const auto& known = enum_values<Enum>::value;
  for (std::size_t i = 0; i < known.values.size(); ++i)
    if (known.values[i] == x) return known.names[i];
  return {};
}

} // namespace detail
} // namespace carrick
