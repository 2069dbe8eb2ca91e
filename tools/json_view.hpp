#pragma once

#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/json_writer.hpp>

#include <string>
#include <string_view>

namespace carrick::tools {

/// Messages as JSON and back. Strict: an unknown key, a wrong type, a number out of range is
/// `invalid_argument`, naming the path ("$.items[3].ttl"); missing fields keep their defaults.
result<message_value> message_from_json(const message_type& type, std::string_view json);

/// On one line.
std::string json_of(const message_value& value);
/// What came over a link, decoded and shown.
result<std::string> json_of(const message_type& type, byte_span body,
                            const decode_options& decoding);

/// Of any declared type, as the rows that commands print.
template <declared T>
std::string json_of(const T& value) {
  json_writer out;
  visit(value, out);
  return out.take();
}

} // namespace carrick::tools
