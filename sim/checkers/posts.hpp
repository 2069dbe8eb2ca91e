#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <deque>
#include <map>
#include <set>

namespace carrick::sim {

/// I4: the account of posts is exact at all times, and true: what it calls delivered or refused
/// was, what it calls dropped was not handed out, and was the oldest; in doubt is only what went to
/// a process that has ended, or that has had the sender removed from its membership; what was in
/// flight to one that the sender removed is dropped, taken over or not. So between two processes
/// that live on every post is handed out that was neither refused nor dropped, over however many
/// links. I1 for posts: none is handed out twice. I12 for posts: none is handed out whose sender
/// was told that it was not taken.
class post_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct pair_count {
    std::uint64_t accepted = 0, handed = 0, refused = 0;
    std::deque<std::uint64_t> queue; ///< unsent ones; some at the front may be sent already
  };

  void on(const posted& e);
  void on(const post_told& e, duration at);
  void on(const post_handed& e, duration at);
  void on(const posts_counted& e, duration at);
  bool was_stranger(const process_id& by, std::size_t to) const;
  bool may_be_in_doubt(const process_id& by, std::size_t to);

  by_number<unsigned> handed_;
  by_number<unsigned char> dropped_;
  by_number<unsigned char> not_taken_;
  std::map<std::pair<process_id, std::size_t>, pair_count> counts_;
  std::set<std::pair<std::size_t, std::size_t>> forgotten_; ///< node, member
  std::map<std::size_t, std::uint64_t> ends_;               ///< of a node's processes
  std::map<process_id, std::map<std::size_t, std::uint64_t>> ends_before_; ///< it began
};

} // namespace carrick::sim
