#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace carrick::sim {

/// What handlers of requests know of their askers. I1: a request has one answer. I2: a handler has
/// no more time than was left when its request could leave: where there was no link, with the next
/// one. I14: a handler that still runs hears of a
/// cancel, before anything that its asker sends plainly later to the same actor, and of the end of
/// the last link with its asker; it hears of nothing that has not happened.
class handler_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct record {
    process_id from;
    duration left{}; ///< when it could leave, at the earliest
    duration deadline{};
    std::uint64_t asker = 0;
    std::uint64_t handler = 0; ///< the actor that executes it; 0: none, or not yet
    process_id by;             ///< of that actor
    duration handler_ends{};
    std::uint64_t made = 0, cancelled = 0; ///< by the order of all of these; 0: not
    bool over = false;                     ///< the handler has ended, or has heard of the cancel
    bool answered = false;
  };
  using numbers = std::vector<std::uint64_t>;

  void on(const asked& e, duration at);
  void on(const ask_cancelled& e);
  void on(const executed& e, duration at);
  void on(const link_began& e, duration at);
  void on(const link_closed& e, duration at);
  void on(const cancel_heard& e, duration at);
  void on(const turned& e, duration at);
  void on(const late_answers_counted& e, duration at);
  void judge_cancels_before(const record& plain, duration at);
  bool has_cause(const record& r) const;

  struct way {
    int links = 0;
    numbers waiting; ///< made while there was no link
  };

  by_number<record> requests_;
  /// Cancelled requests whose handlers run and do not know it yet, by actor.
  std::map<std::uint64_t, numbers> unheard_;
  std::map<std::pair<process_id, std::size_t>, way> ways_; ///< from a process to a node
  /// What actors of the first execute for the second.
  std::map<std::pair<process_id, process_id>, numbers> running_;
  std::map<process_id, numbers> cut_off_; ///< whose handlers must hear of it
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> ends_; ///< of links, when
  std::set<std::uint64_t> gone_;                                      ///< askers
  bool links_known_ = false;                                          ///< somebody tells of them
  by_number<unsigned char> plain_;
  std::uint64_t steps_ = 0;
};

} // namespace carrick::sim
