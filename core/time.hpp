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

} // namespace carrick
