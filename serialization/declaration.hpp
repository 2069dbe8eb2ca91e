#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace carrick {

/// What a declared type is for.
enum class message_kind : std::uint8_t {
  data,    ///< a reply, an item of a stream, or a part of another message
  post,    ///< one way
  request, ///< answered by one data
  stream,  ///< opens items in both directions
};

/// "data", "post", "request" or "stream".
constexpr std::string_view name_of(message_kind kind) noexcept {
  constexpr std::array<std::string_view, 4> names{"data", "post", "request", "stream"};
  return names[static_cast<std::size_t>(kind)];
}

/// The conversation that a declaration names. Replies and items are types here, and not more than
/// named: what decorates one of them later (a body beside a reply) needs no new macro.
namespace conversation {

struct options {};
struct data {
  static constexpr auto kind = message_kind::data;
};
struct extensible_data {
  static constexpr auto kind = message_kind::data;
};
struct post {
  static constexpr auto kind = message_kind::post;
};
template <class Reply>
struct request {
  static constexpr auto kind = message_kind::request;
  using reply = Reply;
};
template <class ItemOut, class ItemIn>
struct stream {
  static constexpr auto kind = message_kind::stream;
  using item_out = ItemOut;
  using item_in = ItemIn;
};

} // namespace conversation

namespace detail {

/// Where the listed fields of a value are, in their order. A tuple of references is the same to a
/// reader, and some forty instantiations to a compiler.
template <class... Field>
struct field_places {
  static constexpr std::size_t count = sizeof...(Field);
  const void* at[count == 0 ? 1 : count];
};

/// Not by const reference: that would bind to a copy of a bit-field, which has no place.
template <class... Field>
field_places<std::remove_const_t<Field>...> places_of_each(Field&... field) noexcept {
  return {{static_cast<const void*>(std::addressof(field))...}};
}

/// Stands for any member in an initialiser.
struct any_member {
  template <class Member>
  operator Member() const noexcept;
};
template <class Field>
using any_member_for = any_member;

/// Stands for a base of T in an initialiser, and for nothing else.
template <class T>
struct any_base_of {
  template <class Base>
  requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>) operator Base() const noexcept;
};

/// False when T takes one initialiser more than the fields that were listed. Only where that is
/// sure: an array takes many, and who has bases may list the fields of a base.
template <class T, class... Field>
consteval bool lists_all_members(const field_places<Field...>*) {
  if constexpr (!std::is_aggregate_v<T> || (std::is_array_v<Field> || ...))
    return true;
  else if constexpr (requires { T{any_member_for<Field>{}..., any_member{}}; })
    return requires { T{any_base_of<T>{}}; };
  else
    return true;
}

} // namespace detail

/// What is known of a declared type: `self`, `conversation`, `name()`, `field_list()` ("key, data")
/// and `places(x)`, by detail::places_of_each(). The macros of declare.hpp put it into the type; a
/// foreign type gets a specialisation, best by CARRICK_DATA_FOR; one by hand may have `tie(x)`, a
/// tuple of references to the fields, in place of `places`.
template <class T>
struct declaration;

template <class T>
requires requires { typename T::carrick_self; }
struct declaration<T> {
  using self = typename T::carrick_self;
  using conversation = typename T::carrick_conversation;
  static constexpr std::string_view name() { return T::carrick_name(); }
  static constexpr std::string_view field_list() { return T::carrick_field_list(); }
};

namespace detail {

template <class T>
concept has_declaration = requires {
  typename declaration<T>::conversation;
};

constexpr bool letter_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
    c == '_' || c == '-';
}

constexpr bool good_name(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  for (char c : name)
    if (!letter_of_name(c)) return false;
  return true;
}

constexpr bool printable_ascii(std::string_view text) {
  for (char c : text)
    if (c < ' ' || c > '~') return false;
  return true;
}

/// "key, data" as {"key", "data"}.
template <std::size_t Count>
consteval std::array<std::string_view, Count> split_list(std::string_view list) {
  std::array<std::string_view, Count> parts{};
  for (auto& part : parts) {
    auto comma = list.find(',');
    part = list.substr(0, comma);
    while (part.ends_with(' ')) part.remove_suffix(1);
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    while (list.starts_with(' ')) list.remove_prefix(1);
  }
  return parts;
}

} // namespace detail
} // namespace carrick
