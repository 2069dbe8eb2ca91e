#pragma once

#include <carrick/serialization/declaration.hpp>

/// Messages are aggregates with one line that names the conversation each one starts. The type
/// stays an aggregate; no semicolon follows the macro:
///
///     struct value { std::string data; CARRICK_DATA(value, "kv.value", data) };
///     struct put { std::string key, data; CARRICK_POST(put, "kv.put", key, data) };
///     struct get { std::string key; CARRICK_REQUEST(get, "kv.get", value, key) };
///     struct watch { std::string prefix;
///                    CARRICK_STREAM(watch, "kv.watch", change, pause, prefix) };
///
/// The name is what the wire (as a hash), the shell and errors show: 1 to 255 of A-Z a-z 0-9 . _ -
/// The fields go over the wire in the order listed, and all members are listed; a member that has
/// no address (a bit-field) cannot be. Over a message's life fields may only be appended.

/// A reply, an item, or a part of other messages. As a part it is frozen: any change of its fields
/// is incompatible.
#define CARRICK_DATA(type, name, ...)                                                              \
  using carrick_conversation [[maybe_unused]] = ::carrick::conversation::data;                     \
  CARRICK_DETAIL_NAMED(type, name __VA_OPT__(, ) __VA_ARGS__)

/// As CARRICK_DATA, but fields may be appended also where it is a part of other messages. Costs
/// four bytes each time.
#define CARRICK_EXTENSIBLE_DATA(type, name, ...)                                                   \
  using carrick_conversation [[maybe_unused]] = ::carrick::conversation::extensible_data;          \
  CARRICK_DETAIL_NAMED(type, name __VA_OPT__(, ) __VA_ARGS__)

/// One way, no answer.
#define CARRICK_POST(type, name, ...)                                                              \
  using carrick_conversation [[maybe_unused]] = ::carrick::conversation::post;                     \
  CARRICK_DETAIL_NAMED(type, name __VA_OPT__(, ) __VA_ARGS__)

/// Answered once, by a `reply` (a CARRICK_DATA) or a status.
#define CARRICK_REQUEST(type, name, reply, ...)                                                    \
  using carrick_conversation [[maybe_unused]] = ::carrick::conversation::request<reply>;           \
  CARRICK_DETAIL_NAMED(type, name __VA_OPT__(, ) __VA_ARGS__)

/// Opens a stream: its handler sends `item_to_caller`, the caller sends `item_from_caller`;
/// carrick::nothing for a direction without items.
#define CARRICK_STREAM(type, name, item_to_caller, item_from_caller, ...)                          \
  using carrick_conversation [[maybe_unused]] =                                                    \
    ::carrick::conversation::stream<item_to_caller, item_from_caller>;                             \
  CARRICK_DETAIL_NAMED(type, name __VA_OPT__(, ) __VA_ARGS__)

/// Fields without a wire name: an actor's options, filled from its table in the config file.
#define CARRICK_OPTIONS(type, ...)                                                                 \
  using carrick_conversation [[maybe_unused]] = ::carrick::conversation::options;                  \
  static constexpr ::std::string_view carrick_name() { return "options"; }                         \
  CARRICK_DETAIL_FIELDS(type __VA_OPT__(, ) __VA_ARGS__)

#define CARRICK_DETAIL_NAMED(type, name, ...)                                                      \
  static constexpr ::std::string_view carrick_name() { return name; }                              \
  CARRICK_DETAIL_FIELDS(type __VA_OPT__(, ) __VA_ARGS__)

// Functions throughout: a class local to a function may have no static data and no templates.
#define CARRICK_DETAIL_FIELDS(type, ...)                                                           \
  using carrick_self [[maybe_unused]] = type;                                                      \
  static constexpr ::std::string_view carrick_field_list() { return #__VA_ARGS__; }                \
  auto carrick_fields() {                                                                          \
    using listed = decltype(::carrick::detail::places_of_each(__VA_ARGS__));                       \
    CARRICK_DETAIL_CHECK_LISTED(type, ::std::remove_reference_t<decltype(*this)>, listed)          \
    return ::carrick::detail::places_of_each(__VA_ARGS__);                                         \
  }

#define CARRICK_DETAIL_CHECK_LISTED(text, type, places)                                            \
  static_assert(::carrick::detail::lists_all_members<type>(static_cast<const places*>(nullptr)),   \
                "carrick: " #text                                                                  \
                " has more members than its macro lists: one that is not listed would arrive as "  \
                "its default; list all of them");
