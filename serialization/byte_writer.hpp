#pragma once

#include <carrick/core/bytes.hpp>

#include <cstdint>

namespace carrick {

/// Appends to a buffer: numbers little-endian in their own width, counts as
/// LEB128. It allocates nothing but the buffer's growth.
class byte_writer {
 public:
  /// `out` outlives the writer; what it holds stays in front.
  explicit byte_writer(buffer& out) : out_(out) {}

  template <class Number>
  void number(Number value) {
    out_.append_le(value);
  }
  void count(std::size_t value) {
    for (; value >= 0x80; value >>= 7) number(static_cast<std::uint8_t>(value | 0x80));
    number(static_cast<std::uint8_t>(value));
  }
  void raw(byte_span bytes) { out_.append(bytes); }

  /// Reserves the place of a u32 length and returns where; close_length() fills it with the bytes
  /// written since.
  std::size_t open_length() {
    out_.append_le(std::uint32_t{0});
    return out_.size();
  }
  void close_length(std::size_t opened) {
    store_le(out_.data() + opened - sizeof(std::uint32_t),
             static_cast<std::uint32_t>(out_.size() - opened));
  }

 private:
  buffer& out_;
};

} // namespace carrick
