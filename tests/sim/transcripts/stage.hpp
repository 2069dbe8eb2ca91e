#pragma once

#include "link_watch.hpp"
#include "recorder.hpp"
#include "scripted_ask.hpp"

#include <carrick/sim/cluster.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::test::transcripts {

/// Where a transcript is played: a simulated cluster of players, and all that is told of it. Time
/// passes only in run_until() and advance().
class stage {
 public:
  struct setup {
    std::size_t nodes = 3;
    std::uint64_t seed = 1;
    std::size_t posts_unsent = limits::posts_unsent;
    duration delay = std::chrono::milliseconds(1); ///< of every path; there is no jitter
  };

  /// Once; all nodes start.
  void begin(const setup& what);
  sim::cluster& cluster();
  recorder& told();

  void advance(duration by);
  /// To the next whole millisecond: the lines of this one are then complete.
  void finish_millisecond();
  /// And the millisecond to its end. False if it did not come to be in a minute.
  bool run_until(const std::function<bool()>& done);

  /// The next request, numbered from 1.
  void ask(scripted_ask::question what, const std::string& from);
  void cancel(std::size_t number);
  bool all_answered() const;
  /// Requests of that node have no verdict any more.
  void forget_asks_of(const std::string& node);

 private:
  // What a node that ends may still hold outlives the cluster.
  std::optional<sim::world> world_;
  std::optional<recorder> told_;
  std::vector<std::unique_ptr<scripted_ask>> asks_;
  std::optional<sim::cluster> cluster_;
  std::optional<link_watch> links_;
};

} // namespace carrick::test::transcripts
