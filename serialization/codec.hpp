#pragma once

#include <carrick/core/result.hpp>
#include <carrick/serialization/message.hpp>
#include <carrick/serialization/wire/all.hpp>

namespace carrick {

namespace detail {

/// What decoding needs of a message type beside its fields' types.
struct decode_plan {
  std::string_view name;
  std::span<const std::string_view> fields;
  void (*load)(byte_reader& in, void* value, std::size_t known_fields);
};

template <message T>
void load_message(byte_reader& in, void* value, std::size_t known_fields) {
  load_each(in, places_of(*static_cast<const T*>(value)), known_fields);
}

template <message T>
inline constexpr decode_plan plan_of{name_of_message<T>(), field_names<T>, &load_message<T>};

/// `malformed` names message, field and byte. `value` may then be partly filled.
status decode_into(byte_span bytes, const decode_options& options, const decode_plan& plan,
                   void* value);

/// Whether T is a message; that it is none is one sentence.
template <class T>
consteval bool is_message() {
  static_assert(message<T>,
                "carrick: this type is no message: give it CARRICK_DATA, CARRICK_POST, "
                "CARRICK_REQUEST or CARRICK_STREAM");
  return message<T>;
}

} // namespace detail

/// Appends the fields of a message to `out`, in one pass.
template <class T>
void encode(const T& value, buffer& out) {
  if constexpr (detail::is_message<T>()) {
    byte_writer writer{out};
    detail::save_each(writer, detail::places_of(value));
  }
}

/// The message whose fields are all of `bytes`; `malformed`, naming the field, if they are not.
/// Takes no memory beyond a small multiple of the bytes that are there.
template <class T>
result<T> decode(byte_span bytes, const decode_options& options = {}) {
  result<T> out{std::in_place};
  if constexpr (detail::is_message<T>())
    if (auto done = detail::decode_into(bytes, options, detail::plan_of<T>, &*out); !done.ok())
      out = std::move(done);
  return out;
}

} // namespace carrick
