#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/serialization/declare.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace carrick {

namespace detail {

template <class T>
inline constexpr bool is_data = false;
template <>
inline constexpr bool is_data<conversation::data> = true;
template <>
inline constexpr bool is_data<conversation::extensible_data> = true;

template <class T>
consteval bool well_declared() {
  static_assert(
    std::is_same_v<typename declaration<T>::self, T>,
    "carrick: the macro in this type names another type; its first argument is the type "
    "that it stands in");
  static_assert(good_name(declaration<T>::name()),
                "carrick: the name of a message is 1 to 255 of A-Z a-z 0-9 . _ -");
  static_assert(printable_ascii(declaration<T>::field_list()),
                "carrick: the names of a message's fields are ASCII");
  static_assert(std::is_default_constructible_v<T>,
                "carrick: a message is decoded into a default-constructed value, so it needs a "
                "default constructor");
  return true;
}

template <class T>
using conversation_of = typename declaration<T>::conversation;

template <class T>
concept wire_declared = has_declaration<T> && requires {
  conversation_of<T>::kind;
};

} // namespace detail

/// A type with fields that were listed: CARRICK_DATA and its siblings, or CARRICK_OPTIONS.
template <class T>
concept declared = detail::has_declaration<T> && detail::well_declared<T>();

/// A declared type that may travel (everything but options).
template <class T>
concept message = declared<T> && detail::wire_declared<T>;

template <message T>
inline constexpr message_kind kind_of_message = detail::conversation_of<T>::kind;

template <class T>
concept options_type = declared<T> && !message<T>;
template <class T>
concept data_message = message<T> && kind_of_message<T>
== message_kind::data;
template <class T>
concept post_message = message<T> && kind_of_message<T>
== message_kind::post;
template <class T>
concept request_message = message<T> && kind_of_message<T>
== message_kind::request;
template <class T>
concept stream_message = message<T> && kind_of_message<T>
== message_kind::stream;

/// "kv.put", as the declaration says.
template <message T>
constexpr std::string_view name_of_message() noexcept {
  return declaration<T>::name();
}

/// What stands for the name on the wire.
template <message T>
inline constexpr std::uint32_t message_id = name_hash(name_of_message<T>());

/// Whether fields may be appended also where T is a part of other messages.
template <declared T>
inline constexpr bool is_extensible =
  std::is_same_v<detail::conversation_of<T>, conversation::extensible_data>;

namespace detail {

template <class... Field>
field_places<std::remove_const_t<Field>...> places_in(const std::tuple<Field&...>& fields) {
  return std::apply([](auto&... field) { return places_of_each(field...); }, fields);
}

template <declared T>
auto places_of(const T& x) {
  // Only to have their addresses.
  auto& listed = const_cast<T&>(x);
  if constexpr (requires { listed.carrick_fields(); })
    return listed.carrick_fields();
  else if constexpr (requires { declaration<T>::places(listed); })
    return declaration<T>::places(listed);
  else
    return places_in(declaration<T>::tie(x));
}

template <declared T>
using places_in_type = decltype(places_of(std::declval<const T&>()));

template <class Field>
const Field& field_at(const void* place) noexcept {
  return *static_cast<const Field*>(place);
}
/// Of a value that is not constant.
template <class Field>
Field& mutable_field_at(const void* place) noexcept {
  return *static_cast<Field*>(const_cast<void*>(place));
}

template <class... Field>
auto tie_places(const field_places<Field...>& places) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tie(field_at<Field>(places.at[I])...);
  }
  (std::index_sequence_for<Field...>{});
}
template <class... Field>
auto tie_mutable_places(const field_places<Field...>& places) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tie(mutable_field_at<Field>(places.at[I])...);
  }
  (std::index_sequence_for<Field...>{});
}

} // namespace detail

/// A tuple of references to the listed fields, in the order listed.
template <class T>
requires declared<std::remove_const_t<T>>
auto fields(T& x) {
  if constexpr (std::is_const_v<T>)
    return detail::tie_places(detail::places_of(x));
  else
    return detail::tie_mutable_places(detail::places_of(x));
}

template <declared T>
inline constexpr std::size_t field_count = detail::places_in_type<T>::count;

template <declared T>
inline constexpr std::array<std::string_view, field_count<T>> field_names =
  detail::split_list<field_count<T>>(declaration<T>::field_list());

namespace detail {

template <class T>
struct declared_reply {
  static_assert(request_message<T>, "carrick: only a CARRICK_REQUEST has a reply");
  using type = typename conversation_of<T>::reply;
  static_assert(data_message<type>,
                "carrick: the reply of a request must be declared with CARRICK_DATA");
};

template <class T>
struct declared_items {
  static_assert(stream_message<T>, "carrick: only a CARRICK_STREAM has items");
  using out = typename conversation_of<T>::item_out;
  using in = typename conversation_of<T>::item_in;
  static_assert(data_message<out> && data_message<in>,
                "carrick: the items of a stream must be declared with CARRICK_DATA, or be "
                "carrick::nothing");
};

} // namespace detail

/// What answers a request.
template <class T>
using reply_of = typename detail::declared_reply<T>::type;
/// What a stream's handler sends to the caller.
template <class T>
using item_out_of = typename detail::declared_items<T>::out;
/// What a stream's caller sends to the handler.
template <class T>
using item_in_of = typename detail::declared_items<T>::in;

/// The item type of a direction in which a stream sends nothing.
struct nothing {
  friend bool operator==(const nothing&, const nothing&) = default;
  CARRICK_DATA(nothing, "carrick.nothing")
};

} // namespace carrick
