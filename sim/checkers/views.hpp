#pragma once

#include <carrick/sim/checkers/checker.hpp>

namespace carrick::sim {

/// I11 of states: a member without a link is failed when `fail_after` is over, each time, or has
/// said goodbye; one with a link is reachable, or suspect while that is silent, and is the process
/// that the link leads to.
class view_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  void linked(const member_seen& e, duration at);
  void unlinked(const member_seen& e, duration at);
};

} // namespace carrick::sim
