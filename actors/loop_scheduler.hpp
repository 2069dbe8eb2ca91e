#pragma once

#include <carrick/actors/line_printer.hpp>
#include <carrick/actors/loop_clock.hpp>
#include <carrick/actors/loop_host.hpp>
#include <carrick/actors/roster.hpp>
#include <carrick/core/limits.hpp>

#include <caf/scheduler/abstract_coordinator.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace caf {
class actor_system_config;
}

namespace carrick {

struct loop_scheduler_options {
  line_sink print = print_to_stderr;
  /// Turns that held a loop for at least `slow_after`; called on that loop. Null: not reported.
  std::function<void(const slow_turn&)> on_slow_turn;
  duration slow_after = limits::handler_warn;
};

/// Makes the actor systems that are created with `config` run their actors on `on`, without a
/// thread of their own. They keep the loops; what the options' functions refer to outlives them.
void install_loop_scheduler(caf::actor_system_config& config, std::shared_ptr<loop_group> on,
                            loop_scheduler_options options = {});

/// CAF's scheduler on loops: a unit for each loop, and the clock.
///
/// The system's destructor waits for its actors without a limit: ask running_actors() first. It is
/// called on the thread that made the system, and not on a loop.
class loop_scheduler final : public caf::scheduler::abstract_coordinator, public loop_host {
 public:
  loop_scheduler(caf::actor_system& system, std::shared_ptr<loop_group> on,
                 loop_scheduler_options options);

  // For CAF.
  void start() override;
  void stop() override;
  void enqueue(caf::resumable* ready) override;
  caf::actor_clock& clock() noexcept override { return clock_; }
  bool detaches_utility_actors() const override { return false; }

  // loop_host
  loop_group& on_loops() noexcept override { return *loops_; }
  loop_unit& unit_on(std::size_t loop_index) noexcept override { return *units_[loop_index]; }
  roster& actors() noexcept override { return roster_; }
  void on_slow_turn(const slow_turn& what) noexcept override;
  void on_turn_drained() noexcept override;

  /// Timeouts and delayed messages that wait.
  std::size_t timeouts_waiting() const { return clock_.size(); }

 private:
  loop_unit& unit_for_new_work() noexcept;
  void drain();
  bool all_finished() const noexcept;
  void leave_loops();

  const std::shared_ptr<loop_group> loops_;
  const loop_scheduler_options options_;
  loop_clock clock_;
  roster roster_;
  std::vector<std::unique_ptr<loop_unit>> units_; // by loop
  std::mutex drained_mutex_;
  std::condition_variable drained_;
};

} // namespace carrick
