#pragma once

#include <carrick/actors/loop_driver.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/turn_priorities.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// Drives the loops of one simulated process: each turn of a loop is an event of the world and
/// costs a little virtual time, which is drawn; so is what the loop does in it.
class node_driver final : public loop_driver {
 public:
  /// `process` names the sources of draws: another one for each process of a node. `number` is the
  /// node's, for the trace.
  node_driver(world& in, const std::string& process, std::size_t number, turn_order order);
  ~node_driver();

  time_point now() noexcept override { return muted_ ? muted_at_ : world_.now(); }
  void ready(loop& which) noexcept override;
  std::size_t choose(const choices& of) noexcept override;
  duration blocking_time() noexcept override;
  /// From inside an event no time passes: the process's own loops do what they can.
  bool pass(const std::function<bool()>& done, time_point until) override;

  /// No turn before then, of all loops or of the home alone.
  void hold(time_point until);
  void hold_home(time_point until);
  /// From now on turns cost so many times as much.
  void slow_down(double factor) noexcept { slowness_ = factor; }
  /// The process is gone: no turns any more, time stands still, and the world is not touched.
  void mute() noexcept;

  /// Called after each turn.
  void after_turns(std::function<void()> look) { after_turn_ = std::move(look); }
  std::uint64_t turns() const noexcept { return turns_taken_; }
  /// It runs, and nothing is ready on any of its loops.
  bool rests() const noexcept;
  /// A loop of it has something to do, and no turn is coming.
  bool oversleeps() const noexcept;
  /// For how long a loop of it has had no moment of rest; zero while all rest.
  duration busy() const noexcept;

 private:
  class turn;

  turn& turn_of(loop& which);
  void take(turn& next) noexcept;
  bool gives_way(turn& next) noexcept;
  bool step(turn& next) noexcept;
  void schedule(turn& next, time_point when);
  bool pump(const std::function<bool()>& done);
  duration cost() noexcept;

  world& world_;
  const std::size_t number_;
  draws choices_;
  std::optional<turn_priorities> priorities_; // none: each choice is drawn
  draws costs_;
  draws blocking_;
  std::vector<std::unique_ptr<turn>> turns_; // by loop
  std::function<void()> after_turn_;
  std::uint64_t turns_taken_ = 0;
  double slowness_ = 1;
  time_point held_until_ = world::beginning;
  bool muted_ = false;
  time_point muted_at_{};
};

} // namespace carrick::sim
