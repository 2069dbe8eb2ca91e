#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/serialization/decode_options.hpp>

#include <stdexcept>

namespace carrick {

/// What a byte_reader throws at bytes that are no value. decode() turns it into a status.
struct malformed_value final : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Reads bytes from a stranger: every length is checked against the bytes that are
/// left before memory is taken, elements and depth have a budget, whatever is wrong is thrown as
/// malformed_value.
class byte_reader {
 public:
  byte_reader(byte_span bytes, const decode_options& options)
      : begin_(bytes.data()),
        at_(begin_),
        end_(begin_ + bytes.size()),
        elements_left_(options.elements_max),
        depth_max_(options.depth_max),
        depth_left_(options.depth_max) {}

  template <class Number>
  Number number() {
    return load_le<Number>(take(sizeof(Number)));
  }
  /// A length in units of `unit_bytes`, at most as many as the bytes that are left.
  std::size_t count(std::size_t unit_bytes) {
    auto value = unchecked_count();
    if (value > remaining() / unit_bytes) malformed("a length is beyond the end of the bytes");
    return value;
  }
  /// A number of elements of at least `element_bytes` each, charged to the budget.
  std::size_t elements(std::size_t element_bytes) {
    auto value = count(element_bytes);
    if (value > elements_left_) malformed("more elements than the budget allows");
    elements_left_ -= value;
    return value;
  }
  byte_span raw(std::size_t bytes) { return {take(bytes), bytes}; }

  std::size_t remaining() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  std::size_t consumed() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

  /// One aggregate deeper, until the end of the scope.
  class level {
   public:
    explicit level(byte_reader& in) : in_(in) {
      if (in_.depth_left_-- <= 0) in_.malformed("nested too deeply");
    }
    ~level() { ++in_.depth_left_; }
    level(const level&) = delete;
    level& operator=(const level&) = delete;

   private:
    byte_reader& in_;
  };

  /// Only the next `bytes` are seen until the end of the scope; what is not read of them is
  /// skipped.
  class part {
   public:
    part(byte_reader& in, std::size_t bytes) : in_(in), end_(in.end_) {
      if (bytes > in.remaining()) in.malformed("a length is beyond the end of the bytes");
      in_.end_ = in_.at_ + bytes;
    }
    ~part() {
      in_.at_ = in_.end_;
      in_.end_ = end_;
    }
    part(const part&) = delete;
    part& operator=(const part&) = delete;

   private:
    byte_reader& in_;
    const std::byte* end_;
  };

  /// Remembers the field of the message that is being read, for the error's text; fields of parts
  /// are theirs.
  void at_field(std::size_t index) noexcept {
    if (depth_left_ == depth_max_) field_ = index;
  }
  std::size_t field() const noexcept { return field_; }

  [[noreturn]] void malformed(const char* what) const;

 private:
  const std::byte* take(std::size_t bytes) {
    if (bytes > remaining()) malformed("the bytes end too early");
    return std::exchange(at_, at_ + bytes);
  }
  std::size_t unchecked_count() {
    auto first = number<std::uint8_t>();
    return first < 0x80 ? first : long_count(first);
  }
  std::size_t long_count(std::uint8_t first);

  const std::byte* begin_;
  const std::byte* at_;
  const std::byte* end_;
  std::size_t elements_left_;
  std::size_t field_ = decode_options::all_fields;
  const int depth_max_;
  int depth_left_;
};

} // namespace carrick
