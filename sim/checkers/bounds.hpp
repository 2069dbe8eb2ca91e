#pragma once

#include <carrick/sim/checkers/checker.hpp>

namespace carrick::sim {

/// I9: what is bounded stays within its bounds, and no count goes below zero or away from what it
/// counts. I10: when all is over nothing is left. And promises that were seen broken.
class bounds_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;
};

} // namespace carrick::sim
