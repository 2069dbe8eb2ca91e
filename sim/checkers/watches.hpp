#pragma once

#include <carrick/sim/checkers/checker.hpp>

namespace carrick::sim {

/// I17: who monitors an actor is told in turn that it is there and that it is not, a single monitor
/// of its end once; nobody is told of what he does not monitor.
class watch_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct record {
    bool stands = false, lasting = false;
    bool told_up = false, told_down = false; ///< last
  };

  void on(const watch_told& e, duration at);

  by_number<record> watches_;
};

} // namespace carrick::sim
