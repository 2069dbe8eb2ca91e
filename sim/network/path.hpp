#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>

namespace carrick::sim {

/// How bytes travel from one host to another: one direction of a pair.
struct path_options {
  duration delay = std::chrono::microseconds(100); ///< least
  duration jitter{};                               ///< mean of an exponential part on top
  double tail = 0; ///< share of pieces that are late by up to `tail_max`
  duration tail_max{};
  std::uint64_t bytes_per_second = 0; ///< 0: no limit
  std::size_t window =
    64 * limits::KiB; ///< sent and not yet read; above it write() takes no more. At least 1
  std::size_t piece_max =
    0;              ///< arrives cut into pieces of 1 to this many bytes; 0: as it was sent, merged
  double reset = 0; ///< share of pieces that break the connection instead
  double corrupt = 0; ///< share of pieces in which one bit is turned
};

/// What becomes of dials from one host to another.
struct dial_options {
  double refused = 0;    ///< share
  double unanswered = 0; ///< share: ends with the dialer's own limit
  double late =
    0; ///< share: the connection comes by up to `late_max` later, perhaps behind the dialer's limit
  duration late_max{};
};

} // namespace carrick::sim
