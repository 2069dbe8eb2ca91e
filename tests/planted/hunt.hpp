#pragma once

#include "attempt.hpp"
#include "bugs.hpp"

#include <functional>
#include <vector>

namespace carrick::planted {

struct hunt_options {
  std::uint64_t seeds = 2000; ///< a bug
  unsigned jobs = 1;          ///< processes at once
};

/// How the hunt for one bug ended.
struct outcome {
  const bug* of = nullptr;
  std::optional<finding> found;
  double seconds = 0; ///< from its first seed on, with the others beside it
};

using outcome_told = std::function<void(const outcome&)>;

/// Each bug from seed 1 on, until a seed finds it; `told` hears of each one's end. A seed that
/// finds something without the bug, too, is a bug of our own: it is put into `real` and does not
/// count.
struct hunt_result {
  std::vector<outcome> outcomes; ///< in the order of the bugs
  std::vector<finding> real;
  std::uint64_t clean_seeds = 0; ///< run without a bug
};

hunt_result hunt(const std::vector<const bug*>& bugs, const hunt_options& options,
                 const outcome_told& told);

} // namespace carrick::planted
