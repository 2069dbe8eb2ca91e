#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/serialization/codec.hpp>
#include <carrick/tools/bench/bench_messages.hpp>

#include <string>

namespace carrick::tools::bench {

inline sample sample_message() {
  return {1'234'567, std::string(16, 'x'), {1, 2, 3, 4, 5, 6, 7, 8}};
}
inline echo text_message(std::size_t bytes) { return {std::string(bytes, 'x')}; }

/// How one kind of request is written and its answer read.
class raw_form {
 public:
  explicit raw_form(std::size_t bytes) : body_(bytes, 'x') {}
  endpoint to() const { return {0, name_hash(raw_echo_name)}; }
  byte_span write() { return as_bytes(body_); }
  bool read(byte_span answer) const { return answer.size() == body_.size(); }

 private:
  const std::string body_;
};

/// Encoded and decoded each time.
template <request_message T>
class typed_form {
 public:
  explicit typed_form(T message) : message_(std::move(message)) {}
  endpoint to() const { return {0, message_id<T>}; }
  byte_span write() {
    scratch_.clear();
    encode(message_, scratch_);
    return scratch_.bytes();
  }
  bool read(byte_span answer) const { return decode<reply_of<T>>(answer).has_value(); }

 private:
  const T message_;
  buffer scratch_;
};

} // namespace carrick::tools::bench
