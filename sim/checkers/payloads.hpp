#pragma once

#include <carrick/sim/checkers/checker.hpp>

namespace carrick::sim {

/// I7: who gets a message is the one whom it was sent to, over a link to the process that sent it,
/// and its bytes are those that were sent. I8 as far as it goes: never from another incarnation.
class payload_checker final : public checker {
 public:
  explicit payload_checker(std::uint64_t cluster) : cluster_(cluster) {}
  void see(const observation& what, duration at) override;

 private:
  void judge(const received& got, std::string_view what, duration at);

  std::uint64_t cluster_;
};

} // namespace carrick::sim
