#pragma once

#include <carrick/sim/checkers/checker.hpp>

namespace carrick::sim {

/// I15: when nothing is under way between the two ends of a link, what one says of what it has
/// sent the other says of what has come, and each holds what it says that it holds.
class ledger_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct ends;

  void direction(const ends& of, duration at);
  void same(const ends& of, std::string_view what, std::uint64_t sent, std::uint64_t came,
            duration at);
  void held(const process_id& by, const process_id& of, const net::link_ledger& books, duration at);
};

} // namespace carrick::sim
