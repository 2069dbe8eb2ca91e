#pragma once

#include <carrick/sim/checkers/checker.hpp>

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace carrick::sim {

/// Of requests: I1 (executed at most once), I2 (one verdict, in time) and I12 (the verdict is the
/// true one).
class request_checker final : public checker {
 public:
  void see(const observation& what, duration at) override;
  void finish(duration at) override;

 private:
  struct record {
    stamp what;
    duration made{}, deadline{};
    std::uint64_t asker = 0;
    std::uint32_t target = 0;
    bool abandoned = false; // its asker has ended
    unsigned executed = 0;
    unsigned verdicts = 0;
    std::optional<duration> cancelled; // when
    std::optional<code> said;
    duration said_at{};
    code verdict = code::ok;
  };
  struct lost {
    std::uint64_t number;
    process_id from;
    std::size_t to;
  };

  void on(const asked& e, duration at);
  void on(const executed& e, duration at);
  void on(const answered& e, duration at);
  void on(const actor_left& e);
  void on(const link_closed& e, duration at);
  void on(const turned& e, duration at);
  void on(const process_ended& e, duration at);
  bool may_find_nobody(const record& r) const;
  void judge(const record& r, std::uint64_t number, duration at);
  void judge_local_answer(const record& r, std::uint64_t number, duration at);
  void judge_time(const record& r, std::uint64_t number, duration at);

  by_number<record> requests_;
  std::vector<lost> lost_; // verdicts of this turn that a link's end must explain
  std::map<std::pair<process_id, std::size_t>, duration> ends_; // of links, the last
  std::map<std::size_t, duration> held_;                        // until when
  std::set<std::pair<std::size_t, std::size_t>> forgotten_;     // node, member; at any time
  std::map<process_id, bool> gone_;
  std::map<process_id, duration> left_itself_; // when its requests to itself were lost first
  std::set<std::pair<std::size_t, std::uint32_t>> mortal_; // node, target: has ended before
};

} // namespace carrick::sim
