#pragma once

#include <chrono>
#include <cstdint>

namespace carrick::bench {

/// Nanoseconds of the monotonic clock, the same in all processes of the machine.
inline std::uint64_t now_ns() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
    std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

} // namespace carrick::bench
