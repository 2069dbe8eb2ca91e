#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/monitor_plan.hpp>
#include <carrick/actors/system_messages.hpp>

#include <caf/actor_addr.hpp>

#include <cstdint>
#include <map>

namespace carrick {

class node_home;

/// What the actors of a node monitor. The rules are in monitor_plan; each watch is a stream of
/// `carrick.monitor` to the monitored actor's node, which may be this one.
///
/// Home loop; it may be made on another thread.
class monitors {
 public:
  explicit monitors(node_home& home);
  ~monitors();
  monitors(const monitors&) = delete;
  monitors& operator=(const monitors&) = delete;

  /// `who` gets a down_notice of that number, unless the node stops before.
  void monitor(caf::actor_addr who, std::uint64_t number, const monitored_actor& of,
               const monitor_options& options);
  void drop(std::uint64_t number);
  /// Nobody is told of anything any more.
  void stop();

 private:
  class watch;

  void handle(const watch_wanted& e);
  void handle(const watch_unwanted& e);
  void handle(const monitor_done& e);
  void handle(const monitor_up& e);
  void says(watch& from, const system_messages::monitor_news& news);
  void watch_ended(watch& which, const status& why);
  void take_events();
  void on_timer();

  node_home& home_;
  monitor_plan plan_;
  std::map<std::uint64_t, caf::actor_addr> actors_; // by the number of their monitor
  std::map<monitored_actor, watch*> watches_;       // those that the plan wants
  bool follows_members_ = false;
  bool stopped_ = false;
  member_timer<monitors, &monitors::on_timer> timer_;
};

} // namespace carrick
