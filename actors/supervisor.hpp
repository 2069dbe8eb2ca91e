#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/restart_plan.hpp>

#include <caf/actor.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace carrick {

/// Starts the configured actors of a node again after they have ended, each by its own
/// restart_plan, and says so in the log. Its state is made anew, on the home loop.
///
/// Home loop, where nothing else is said.
class supervisor {
 public:
  /// `where` is the home loop of `core`; it may be made on another thread.
  supervisor(node_core& core, loop& where);

  /// Before it is spawned first.
  void add(const actor_options& actor);
  /// The node keeps it alive, referred to or not, until let_go().
  void keeps(const std::string& name, caf::actor actor);
  /// All serve: whoever has ended, or does from now on, is judged.
  void begin();
  void ended(const actor_end& end);
  /// No more restarts.
  void stop();
  /// And the end of keeping actors alive.
  void let_go();

  /// Which start of that actor runs, counted from 1; 0: none.
  std::uint64_t life(const std::string& name) const;
  /// It does not run, and will again.
  bool will_start(const std::string& name) const;
  /// None of them is down, unless by its own will.
  bool all_serve() const;
  /// Adds what it knows to the rows of those that run, and those that do not.
  void fill(system_messages::actor_rows& rows) const;

 private:
  struct entry {
    actor_options options;
    restart_plan plan;
    caf::actor kept;
    bool runs = true;
    actor_end last_end{};
    std::uint64_t lost = 0; // of all its lives
  };

  void judge(entry& actor);
  void start_again(entry& actor);
  void tell(const entry& actor, restart_plan::fate fate, time_point now) const;
  void log(log_level level, const entry& actor, const std::string& text) const;
  void on_timer();
  void arm_timer();

  node_core& core_;
  loop& where_;
  std::map<std::string, entry> actors_;
  std::set<std::pair<time_point, std::string>> due_; // restarts, and of whom
  bool judges_ = false;
  member_timer<supervisor, &supervisor::on_timer> timer_;
};

} // namespace carrick
