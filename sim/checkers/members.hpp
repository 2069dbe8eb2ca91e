#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <set>
#include <utility>

namespace carrick::sim {

/// I11: members come and go by turns, as each actor is told, and nothing is told of who is none.
/// I8: what an actor gets comes from who is a member, as it was told before. For actors that tell
/// what they are told: each hears of members in its own time.
class member_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  void on(const member_told& e, duration at);
  void arrived(const received& got, std::string_view what, duration at);

  /// By process and actor.
  std::map<std::pair<process_id, std::uint64_t>, std::set<std::size_t>> members_;
};

} // namespace carrick::sim
