#pragma once

#include <carrick/core/ensure.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace carrick {

using byte_span = std::span<const std::byte>;

inline byte_span as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline std::string_view as_text(byte_span bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The wire is little-endian, as are the machines we build for.
static_assert(std::endian::native == std::endian::little);

template <class Integer>
inline Integer load_le(const std::byte* from) noexcept {
  Integer value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class Integer>
inline void store_le(std::byte* to, Integer value) noexcept {
  std::memcpy(to, &value, sizeof value);
}

/// A growing byte array for output: appends are cheap, contents are never zeroed first, clear()
/// keeps the memory. Moves, does not copy.
class buffer {
 public:
  buffer() = default;
  explicit buffer(std::size_t capacity) { reserve(capacity); }
  buffer(buffer&& other) noexcept { swap(other); }
  buffer& operator=(buffer&& other) noexcept {
    buffer dead{std::move(other)};
    swap(dead);
    return *this;
  }

  std::byte* data() noexcept { return data_.get(); }
  const std::byte* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  bool empty() const noexcept { return size_ == 0; }
  byte_span bytes() const noexcept { return {data_.get(), size_}; }

  void clear() noexcept { size_ = 0; }
  void reserve(std::size_t capacity);
  /// Gives the memory back.
  void release() noexcept;
  /// Shortens to `size`; never lengthens.
  void truncate(std::size_t size) noexcept {
    ENSURE(size <= size_);
    size_ = size;
  }
  /// Lengthens by `count` bytes of undefined content and returns where they start.
  std::byte* grow(std::size_t count) {
    if (count > capacity_ - size_) reserve_for(count);
    std::byte* at = data_.get() + size_;
    size_ += count;
    return at;
  }
  void append(byte_span bytes) {
    if (!bytes.empty()) std::memcpy(grow(bytes.size()), bytes.data(), bytes.size());
  }
  template <class Integer>
  void append_le(Integer value) {
    store_le(grow(sizeof value), value);
  }
  /// Drops the first `count` bytes, moving the rest down.
  void drop_front(std::size_t count) noexcept;

  void swap(buffer& other) noexcept {
    data_.swap(other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  void reserve_for(std::size_t more);

  std::unique_ptr<std::byte[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

} // namespace carrick
