#pragma once

#include <carrick/actors/send_status.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>
#include <utility>

namespace carrick {

class stream_core;

/// A counted reference to a stream's end, without the types of its items.
class stream_handle {
 public:
  stream_handle() = default;
  explicit stream_handle(stream_core& core) noexcept;
  stream_handle(const stream_handle& other) noexcept;
  stream_handle(stream_handle&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  stream_handle& operator=(stream_handle other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~stream_handle();

  explicit operator bool() const noexcept { return core_ != nullptr; }
  stream_core* get() const noexcept { return core_; }
  /// The same end of the same stream.
  friend bool operator==(const stream_handle& a, const stream_handle& b) noexcept {
    return a.core_ == b.core_;
  }

  send_status send(const void* item) const;
  bool writable() const noexcept;
  void limit_stall(duration most) const;
  void half_close() const;
  void close(status why) const;
  std::uint64_t dropped() const noexcept;

 private:
  stream_core* core_ = nullptr;
};

} // namespace carrick
