#pragma once

#include <carrick/serialization/codec.hpp>

namespace carrick {

namespace detail {

/// Whether the verb of `Kind` is the one for T. A wrong one is one sentence that names the right
/// one; it comes before all that would follow from it.
template <class T, message_kind Kind>
consteval bool sent_as() {
  if constexpr (is_message<T>()) {
    constexpr auto kind = kind_of_message<T>;
    static_assert(kind == Kind || kind != message_kind::request,
                  "carrick: this message is a request: send it with ask()");
    static_assert(kind == Kind || kind != message_kind::post,
                  "carrick: this message is a post: send it with post()");
    static_assert(kind == Kind || kind != message_kind::stream,
                  "carrick: this message opens a stream: send it with an actor's open()");
    static_assert(kind != message_kind::data,
                  "carrick: this message is a reply, an item or a part of others: only a "
                  "CARRICK_REQUEST, CARRICK_POST or CARRICK_STREAM is sent to a node");
    return kind == Kind;
  }
  return false;
}

} // namespace detail

/// What ask(), post() and open() take.
template <class T>
concept sent_by_ask = detail::sent_as<T, message_kind::request>();
template <class T>
concept sent_by_post = detail::sent_as<T, message_kind::post>();
template <class T>
concept sent_by_open = detail::sent_as<T, message_kind::stream>();

} // namespace carrick
