#pragma once

#include <carrick/core/log.hpp>
#include <carrick/core/time.hpp>
#include <carrick/sim/network/path.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace carrick::sim {

/// How a cluster is simulated. What is drawn depends on the seed alone.
struct cluster_options {
  std::uint64_t seed = 1;
  /// Of all pairs, from the beginning; none: drawn, as in a data centre.
  std::optional<path_options> path{};
  dial_options dials{};
  /// Each node knows so many of the others, the next ones in a ring; 0: all.
  std::size_t peers = 0;
  /// The wall clocks of two nodes differ by at most twice this.
  duration skew_max = std::chrono::milliseconds(500);
  /// Log lines of the nodes from this level on are in the trace.
  log_level log = log_level::info;
  /// So many of the last lines of the trace are kept; 0: only its hash.
  std::size_t trace_lines = 200;
};

} // namespace carrick::sim
