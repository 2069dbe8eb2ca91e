#pragma once

#include <carrick/sim/history/search.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace carrick::sim {

/// Calls that no order explains, few enough to be looked at.
struct contradiction {
  std::vector<std::size_t> calls; ///< as they were given
  /// The one that goes wrong: up to its end the others can be explained, and it then cannot.
  std::size_t last = 0;
  /// Of an order that explains the others, or most of them.
  state_space::state_number state = 0;
};

/// Of calls that no order explains, some that no order explains either, as few as can be found
/// cheaply: first what had begun when the first call went wrong, then without what plays no part:
/// whether it happened or not, and when, nothing comes right, and the others still can be
/// explained without it.
///
/// Looks at some million states at most; what it cannot decide stays in.
contradiction smallest_part(std::span<const search_call> calls, state_space& space,
                            const search_options& options);

} // namespace carrick::sim
