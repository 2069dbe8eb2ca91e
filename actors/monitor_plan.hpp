#pragma once

#include <carrick/actors/down_event.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/event.hpp>

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

namespace carrick {

/// An actor that is monitored.
struct monitored_actor {
  node_id node;
  std::string name;
  friend auto operator<=>(const monitored_actor&, const monitored_actor&) = default;
};

/// Which life of an actor is meant; 0 where it is not known yet: any.
struct actor_life {
  std::uint64_t incarnation = 0; ///< of its node's process
  std::uint64_t number = 0;      ///< counts its starts in that process
  friend bool operator==(const actor_life&, const actor_life&) = default;
};

/// The node of `of` is to be asked to tell when that life ends.
struct watch_wanted {
  monitored_actor of;
  actor_life life;
};
/// The answer to the last watch_wanted is no longer wanted; nothing of it comes any more.
struct watch_unwanted {
  monitored_actor of;
};
/// What is monitored is down: the last of a monitor, unless it lasts.
struct monitor_done {
  std::uint64_t monitor;
  down_event what;
  bool lasts = false;
};
/// Of a lasting monitor: what is monitored is there.
struct monitor_up {
  std::uint64_t monitor;
  monitored_actor of;
};
using monitor_event = std::variant<watch_wanted, watch_unwanted, monitor_done, monitor_up>;

/// The monitors of one node: a machine without I/O. Each monitor has exactly one monitor_done,
/// unless it is dropped before; a lasting one has monitor_up and monitor_done in turn. What it
/// knows of nodes it has from member events; the actors' own nodes are asked, one watch for each
/// actor, whose answers go to watching(), ended(), absent() and broken(). A watch that breaks with
/// its link is wanted again for the same life.
///
///     plan.monitor(...) ...
///     while (auto e = plan.next()) ...   // after each of them, and after tick() at
///     next_deadline()
class monitor_plan {
 public:
  void member(const member_event& event, time_point now);

  /// `number` is the caller's, and not in use.
  void monitor(std::uint64_t number, const monitored_actor& of, const monitor_options& options,
               time_point now);
  /// No monitor_done of it follows. Unknown ones are ignored.
  void drop(std::uint64_t number);

  /// What a watch says.
  void watching(const monitored_actor& of, actor_life life);
  void ended(const monitored_actor& of, const status& why, time_point now);
  void absent(const monitored_actor& of, const status& why, time_point now);
  /// It ended without a word: asked again, unless `why` says that asking is in vain.
  void broken(const monitored_actor& of, const status& why, time_point now);

  void tick(time_point now);
  time_point next_deadline() const noexcept;
  std::optional<monitor_event> next();

 private:
  struct node_state {
    member_state state = member_state::joined;
    std::uint64_t incarnation = 0;
  };
  struct watch {
    std::set<std::uint64_t> monitors; // never empty
    actor_life life;
    bool asked = false;
    bool there = false;       // which has been answered: the actor is there
    time_point again = never; // when it is to be asked again
  };
  using watch_map = std::map<monitored_actor, watch>;
  struct monitor_state {
    monitored_actor of;
    bool lasting = false;
    bool told_up = false; // last, of a lasting one
    bool told_down = false;
  };

  void tell_up(std::uint64_t number);
  void ask(const monitored_actor& of, watch& w);
  void ask_if_reachable(const monitored_actor& of, watch& w);
  /// Ends a watch with all of its monitors, or has it asked again some time for those that last.
  watch_map::iterator done(watch_map::iterator of, down_event::reason what, const status& why,
                           time_point now);
  /// All of one node.
  void all_done(const node_id& node, down_event::reason what, const status& why, time_point now);
  void process_is(const node_id& node, std::uint64_t incarnation, time_point now);

  std::map<node_id, node_state> nodes_; // the members
  watch_map watches_;
  std::map<std::uint64_t, monitor_state> monitors_;
  std::deque<monitor_event> events_;
};

} // namespace carrick
