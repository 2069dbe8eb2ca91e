#pragma once

#include <carrick/actors/value_behind.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/status.hpp>
#include <carrick/serialization/decode_options.hpp>

#include <memory>

namespace carrick {

/// The body of a message that has to wait, instead of its value, which may be many times as large.
class packed_body {
 public:
  /// `value` was decoded from that body, so; then it is as if it had just been made.
  void pack(byte_span body, const decode_options& how, value_behind& value);
  /// Decodes what was packed. If that finds no memory the value is as if it had just been made.
  status unpack(value_behind& value);

 private:
  struct kept {
    buffer body;
    decode_options how;
  };
  std::unique_ptr<kept> kept_;
};

} // namespace carrick
