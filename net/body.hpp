#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/limits.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace carrick::net {

/// The body of a message, in memory that stays until the last holder lets go of it.
using shared_body = std::shared_ptr<const buffer>;

/// From here on a body that must be kept costs less shared than copied, and is written best from
/// where it lies.
inline constexpr std::size_t large_body_bytes = 16 * limits::KiB;

inline shared_body copy_of(byte_span bytes) {
  auto copy = std::make_shared<buffer>(bytes.size());
  copy->append(bytes);
  return copy;
}

/// The body of a message on its way out: bytes that are copied where they must be kept, or a shared
/// body that is held there instead. Refers to what it was made of, and is valid as long as that.
class message_body {
 public:
  message_body() = default;
  template <std::convertible_to<byte_span> Bytes>
  message_body(const Bytes& bytes) noexcept : bytes_(bytes) {}
  message_body(const shared_body& body) noexcept : bytes_(body->bytes()), shared_(&body) {}

  byte_span bytes() const noexcept { return bytes_; }
  std::size_t size() const noexcept { return bytes_.size(); }
  /// Null if it is copied.
  const shared_body* shared() const noexcept { return shared_; }

 private:
  byte_span bytes_;
  const shared_body* shared_ = nullptr;
};

/// An encoded message that will be sent, to one peer or to many: a large one is kept where it lies.
class encoded_body {
 public:
  explicit encoded_body(buffer bytes) {
    if (bytes.size() < large_body_bytes)
      small_ = std::move(bytes);
    else
      large_ = std::make_shared<const buffer>(std::move(bytes));
  }
  operator message_body() const noexcept {
    return large_ ? message_body{large_} : message_body{small_.bytes()};
  }

 private:
  buffer small_;
  shared_body large_;
};

} // namespace carrick::net
