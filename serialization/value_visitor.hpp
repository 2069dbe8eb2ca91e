#pragma once

#include <carrick/core/bytes.hpp>

#include <cstdint>
#include <string_view>

namespace carrick {

/// Is shown a value part by part, in the order of its declaration; from it tools make JSON. Between
/// begin_object() and end_object() comes a key() before each value; nothing else has one.
class value_visitor {
 public:
  virtual ~value_visitor() = default;
  virtual void begin_object() = 0;
  virtual void key(std::string_view name) = 0;
  virtual void end_object() = 0;
  virtual void begin_list(std::size_t size) = 0;
  virtual void end_list() = 0;
  virtual void null() = 0;
  virtual void boolean(bool value) = 0;
  virtual void integer(std::int64_t value) = 0;
  virtual void natural(std::uint64_t value) = 0;
  virtual void number(double value) = 0;
  virtual void text(std::string_view value) = 0;
  virtual void bytes(byte_span value) = 0;
};

} // namespace carrick
