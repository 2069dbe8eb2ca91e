#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace carrick::net {

/// Whether an unfinished frame goes on. Where its length was damaged on the way, all that follows
/// is taken for its payload, and counts as life: without this a link would be deaf until pings have
/// filled the frame.
class frame_pace {
 public:
  explicit frame_pace(duration fail_after) noexcept : window_(fail_after) {}

  /// Called when bytes arrive, before they are taken in: so many of the present frame are there,
  /// behind so many whole frames; `silence` is the time since the bytes before. False: bytes came
  /// all the time, but in some `fail_after` they were less than limits::frame_bytes_per_second of
  /// this frame. What came faster before does not count.
  bool goes_on(std::size_t carried, std::uint64_t whole_frames, duration silence,
               time_point now) noexcept {
    bool same = carried > 0 && whole_frames == behind_ && silence <= window_ / 2;
    bool fast = true;
    if (same) {
      auto took = now - since_;
      if (took < window_) return true;
      auto seconds = std::max<std::int64_t>(1, took / std::chrono::seconds{1});
      fast =
        carried - counted_ >= static_cast<std::uint64_t>(seconds) * limits::frame_bytes_per_second;
    }
    behind_ = whole_frames;
    counted_ = carried;
    since_ = now;
    return fast;
  }

 private:
  duration window_;
  std::uint64_t behind_ = UINT64_MAX;
  std::size_t counted_ = 0; ///< of the frame, when the window began
  time_point since_{};
};

} // namespace carrick::net
