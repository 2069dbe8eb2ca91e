#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <set>

namespace carrick::sim {

/// I4: the account of posts is exact at all times, and true: what it calls delivered or refused
/// was, what it calls dropped was not handed out, and was not the newest; whoever is told that his
/// was taken finds it in there; in doubt is only what went to a process that has ended, or that has
/// had the sender removed from its membership; what was in flight to one that the sender removed is
/// dropped, taken over or not. So between two processes that live on every post is handed out that
/// was neither refused nor dropped, over however many links. I1 for posts: none is handed out
/// twice. I12 for posts: none is handed out whose sender was told that it was not taken.
class post_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct pair_count {
    std::uint64_t posted = 0; ///< but those that surely were not taken
    std::uint64_t taken = 0;  ///< surely
    std::uint64_t handed = 0;
    std::uint64_t newest = 0; ///< its number
    duration newest_at{};
    bool newest_is_clear = false; ///< the one before it came to the queue before it
  };
  struct record {
    pair_count* of = nullptr; ///< null: not posted
    unsigned handed = 0;
    bool not_taken = false;
  };

  void on(const posted& e, duration at);
  void on(const post_told& e, duration at);
  void on(const post_handed& e, duration at);
  void on(const posts_counted& e, duration at);
  bool was_stranger(const process_id& by, std::size_t to) const;
  bool has_ended(const process_id& by, std::size_t to);
  bool lost_newest(const posts_counted& e, const pair_count& c);

  by_number<record> posts_;
  std::map<std::pair<process_id, std::size_t>, pair_count> counts_;
  std::map<std::size_t, duration> held_;                    ///< a node, until then
  std::set<std::pair<std::size_t, std::size_t>> forgotten_; ///< node, member
  std::map<std::size_t, std::uint64_t> ends_;               ///< of a node's processes
  std::map<process_id, std::map<std::size_t, std::uint64_t>> ends_before_; ///< it began
};

} // namespace carrick::sim
