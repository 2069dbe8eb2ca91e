#pragma once

#include <carrick/sim/outcome.hpp>

#include <cstddef>
#include <functional>

namespace carrick::sim {

/// One run.
using run_function = std::function<outcome(const scenario&)>;

/// What shrinking has come to.
struct shrunk {
  scenario smallest; ///< with its plan spelt out
  outcome found;     ///< of it: violates the same invariant
  std::size_t runs = 0;
};

/// Makes a scenario that violates an invariant smaller, as long as it still violates the same one:
/// ends it at the violation, leaves out nodes from the end, then faults (halves, quarters, ...
/// single ones). At most `runs_max` runs; `progress` hears of each.
shrunk shrink(const scenario& failing, const outcome& found, const run_function& run,
              std::size_t runs_max = 200, const std::function<void(std::size_t)>& progress = {});

} // namespace carrick::sim
