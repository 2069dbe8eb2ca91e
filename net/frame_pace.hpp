#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>

namespace carrick::net {

/// Whether an unfinished frame goes on. Where its length was damaged on the way, all that follows
/// is taken for its payload, and counts as life: without this a link would be deaf until pings have
/// filled the frame.
class frame_pace {
 public:
  explicit frame_pace(duration fail_after) noexcept : patience_(2 * fail_after) {}

  /// Called when bytes arrive, before they are taken in: so many of the present frame are there,
  /// behind so many whole frames; `silence` is the time since the bytes before. False: in twice
  /// `fail_after` came less than limits::frame_bytes_per_second, while bytes came all the time.
  bool goes_on(std::size_t carried, std::uint64_t whole_frames, duration silence,
               time_point now) noexcept {
    if (carried == 0 || whole_frames != behind_ || silence > patience_ / 4) {
      behind_ = whole_frames;
      since_ = now;
      return true;
    }
    auto took = now - since_;
    auto seconds = static_cast<std::uint64_t>(took / std::chrono::seconds{1});
    return took < patience_ || carried >= seconds * limits::frame_bytes_per_second;
  }

 private:
  duration patience_;
  std::uint64_t behind_ = UINT64_MAX;
  time_point since_{};
};

} // namespace carrick::net
