#pragma once

#include <chrono>

namespace carrick {

/// Monotonic time. Machines are given it as an argument; only the seams in actors/loop.cpp and
/// sim/ read a clock.
using steady_clock = std::chrono::steady_clock;
using time_point = steady_clock::time_point;
using duration = steady_clock::duration;

/// "Never": what a machine without a deadline returns from next_deadline().
inline constexpr time_point never = time_point::max();

/// When `limit` from `now` is over; a limit beyond the end of time is for ever. Negative limits lie
/// in the past.
constexpr time_point deadline_after(time_point now, duration limit) noexcept {
  if (now >= time_point{} && limit > never - now) return never;
  return now + limit;
}

} // namespace carrick
