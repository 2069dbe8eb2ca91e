#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <vector>

namespace carrick::sim {

/// What handlers of requests know of their askers. I1: a request has one answer. I2: a handler has
/// no more time than was left when its request left. I14: a handler that still runs hears of a
/// cancel, before anything that its asker sends plainly later to the same place: over the same
/// link, or to the same actor, where links are not known.
class handler_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;

 private:
  struct record {
    process_id from;
    duration left{}; ///< when it went to a link
    duration deadline{};
    std::uint64_t asker = 0;
    std::uint64_t place = 0; ///< where it was executed; 0: not there yet
    duration handler_ends{};
    std::uint64_t made = 0, cancelled = 0; ///< by the order of all of these; 0: not
    bool over = false;                     ///< the handler has ended, or has heard of the cancel
  };

  void on(const asked& e, duration at);
  void on(const ask_cancelled& e);
  void on(const executed& e, duration at);
  void on(const late_answers_counted& e, duration at);
  void judge_cancels_before(const record& plain, duration at);

  by_number<record> requests_;
  /// Cancelled requests whose handlers run and do not know it yet, by place.
  std::map<std::uint64_t, std::vector<std::uint64_t>> unheard_;
  by_number<unsigned char> plain_;
  std::uint64_t steps_ = 0;
};

} // namespace carrick::sim
