#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>

namespace carrick::sim {

/// I9: what is bounded stays within its bounds, and no count goes below zero or away from what it
/// counts. I10: when all is over nothing is left. I13: no node
/// is busy while time stands still. And the liveness phase: everything comes right in time.
class bounds_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct busy {
    duration since{};
    std::uint64_t turns = 0;
  };
  static constexpr std::uint64_t turns_max = 10'000;

  std::map<std::size_t, busy> busy_;
};

} // namespace carrick::sim
