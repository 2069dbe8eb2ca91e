#pragma once

#include <carrick/sim/node_clock.hpp>
#include <carrick/sim/process.hpp>

#include <functional>

namespace carrick::sim {

/// A node of a simulated cluster through all its lives: what it is configured with, its machine's
/// clock, and the process that runs now, if any. Everything here happens in events of the world.
class cluster_node {
 public:
  struct setup {
    process_options process; ///< of the first life
    node_options options;
    std::vector<actor_options> actors;
    /// What cannot go on: told once, a sentence.
    std::function<void(const std::string&)> on_problem;
    /// After each turn of one of its loops; may be empty.
    std::function<void()> on_turn;
  };
  cluster_node(world& in, network& net, const registry& types, setup what);
  ~cluster_node();

  const node_id& id() const noexcept { return setup_.options.id; }
  const std::string& host() const noexcept { return setup_.process.host; }
  node_clock& clock() noexcept { return clock_; }

  bool running() const noexcept { return process_ != nullptr; }
  bool rests() const noexcept { return process_ && process_->driver().rests(); }
  bool oversleeps() const noexcept { return process_ && process_->driver().oversleeps(); }
  duration busy() const noexcept { return process_ ? process_->driver().busy() : duration{}; }
  /// Null if it does not run.
  process* running_process() noexcept { return process_.get(); }
  carrick::node& node() noexcept { return process_->node(); }

  void start();
  /// From its next life on.
  void listen_at(const std::string& address);
  void crash(death how);
  void pause(duration length);
  void stall(duration length);
  void slow_down(double factor);
  /// In this life, as soon as its loop runs, and in those that follow.
  void set_members(const std::vector<member_options>& members);
  /// Begins to leave when no loop of it is held; done when it no longer runs.
  void stop();

 private:
  void begin_stop();
  void go_on_stopping();
  void look_for_detached();
  void gone(death how);
  void note(std::string_view kind, std::string_view text) { world_.note(host(), kind, text); }

  world& world_;
  network& net_;
  const registry& types_;
  setup setup_;
  node_clock clock_;
  std::unique_ptr<process> process_;
  time_point held_until_ = world::beginning; // its loops, or the home alone
  bool told_ = false;
  method_event<cluster_node, &cluster_node::begin_stop> stop_begins_{*this};
  method_event<cluster_node, &cluster_node::go_on_stopping> stop_goes_on_{*this};
};

} // namespace carrick::sim
