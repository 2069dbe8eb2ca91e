#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/core/time.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace caf {
class actor_system;
}

namespace carrick {

class roster;

/// One turn of an actor (its handlers, up to the throughput) that held its loop for long.
struct slow_turn {
  std::uint64_t actor = 0;
  std::string_view name; // empty if the actor has ended
  duration took{};
};

/// What a CAF scheduler that runs actors on loops offers to its units: loop_scheduler, and the
/// simulated one.
class loop_host {
 public:
  /// The scheduler of `system`, which must be one of ours. Any thread.
  static loop_host& of(caf::actor_system& system) noexcept;

  // Any thread.
  virtual loop_group& on_loops() noexcept = 0;
  virtual loop_unit& unit_on(std::size_t loop_index) noexcept = 0;
  virtual roster& actors() noexcept = 0;

  /// On the loop, after the turn.
  virtual void on_slow_turn(const slow_turn& what) noexcept = 0;
  /// A turn ended while draining. On the loop.
  virtual void on_turn_drained() noexcept = 0;

  /// Turns that took less are not reported.
  duration slow_after() const noexcept { return slow_after_; }
  /// The end of the system has begun: it is waited for its last turns. Any thread.
  bool draining() const noexcept { return stage_.load(std::memory_order_relaxed) != stage::open; }
  /// No actor is accepted any more. Any thread.
  bool closed() const noexcept { return stage_.load(std::memory_order_seq_cst) == stage::closed; }

 protected:
  enum class stage : unsigned char { open, draining, closed };

  explicit loop_host(duration slow_after) noexcept : slow_after_(slow_after) {}
  ~loop_host() = default;
  void enter(stage next) noexcept { stage_.store(next, std::memory_order_seq_cst); }

 private:
  const duration slow_after_;
  std::atomic<stage> stage_{stage::open};
};

} // namespace carrick
