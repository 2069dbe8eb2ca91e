#pragma once

#include <carrick/actors/options.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/log.hpp>
#include <carrick/core/time.hpp>
#include <carrick/sim/network/path.hpp>
#include <carrick/sim/turn_priorities.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

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
  /// The nodes of the spec by their numbers; empty: by length and letters of their names.
  std::vector<node_id> order{};
  /// How it is decided which of several ready actors is next.
  turn_order order_of_turns = turn_order::drawn;
  /// Bits of what is sent may be turned, so links carry checksums.
  bool damage = false;
  /// A node that is started again listens at another address than before, of which the others are
  /// told at that moment.
  bool moves = false;
  /// Changes the options of that node before it is made; none: nobody does.
  std::function<void(std::size_t node, node_options&)> adjust{};
};

} // namespace carrick::sim
