#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <deque>
#include <map>

namespace carrick::sim {

/// I4: the account of posts is exact at all times, and true when nothing is under way: what it
/// calls delivered or refused was, what it calls dropped was not handed out, and was the oldest. I1
/// for posts: none is handed out twice.
class post_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct pair_count {
    std::uint64_t accepted = 0, handed = 0, refused = 0;
    std::deque<std::uint64_t> queue; ///< unsent ones; some at the front may be sent already
  };

  void on(const posted& e);
  void on(const post_handed& e, duration at);
  void on(const posts_counted& e, duration at);

  by_number<unsigned> handed_;
  by_number<unsigned char> dropped_;
  std::map<std::pair<process_id, std::size_t>, pair_count> counts_;
};

} // namespace carrick::sim
