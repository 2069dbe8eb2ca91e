#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <set>
#include <utility>

namespace carrick::sim {

/// I7: who gets a message is the one whom it was sent to, and its bytes are those that were sent.
/// I8 as far as it goes: the process that sent it is one with which there was a link.
class payload_checker final : public checker {
 public:
  explicit payload_checker(std::uint64_t cluster) : cluster_(cluster) {}
  void see(const observation& what, duration at) override;

 private:
  void judge(const received& got, std::string_view what, duration at);

  const std::uint64_t cluster_;
  std::set<std::pair<process_id, process_id>> linked_; ///< empty: nobody tells of links
};

} // namespace carrick::sim
