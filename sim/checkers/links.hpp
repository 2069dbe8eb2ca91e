#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <set>

namespace carrick::sim {

/// I6: a process has at most one link to a node at the end of each turn of its loop. I12 of links:
/// they end for causes that there are.
class link_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  void judge(code why, std::string_view what, std::size_t node, duration at);

  std::map<std::pair<process_id, std::size_t>, std::set<std::uint64_t>> links_;
  std::set<std::pair<process_id, std::size_t>> crowded_;
  bool damage_ = false;
};

} // namespace carrick::sim
