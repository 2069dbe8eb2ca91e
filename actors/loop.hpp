#pragma once

#include <carrick/actors/flushable.hpp>
#include <carrick/actors/loop_driver.hpp>
#include <carrick/actors/loop_fwd.hpp>
#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/loops_options.hpp>
#include <carrick/actors/run_queue.hpp>
#include <carrick/core/ensure.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/core/scratch.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/loop_services.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace carrick {

class alarm;
class wake_up;

/// One thread that runs sockets, timers, tasks and actors in turn.
///
/// An iteration: tasks from other threads, due timers, actors for at most a slice, flush, sockets,
/// flush. A loop that has nothing to do sleeps in its io_context. Unless said otherwise methods are
/// for the loop's own thread.
class loop final : public net::loop_services {
 public:
  loop(loop_group& owner, std::size_t index, loop_role role);
  ~loop();
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;

  /// The loop whose thread this is, or null. Any thread.
  static loop* current() noexcept { return current_; }
  /// Any thread.
  bool on_this_thread() const noexcept { return current_ == this; }

  loop_group& owner() const noexcept { return owner_; }
  std::size_t index() const noexcept { return index_; }
  loop_role role() const noexcept { return role_; }

  /// Reads the time anew. Any thread.
  time_point now() noexcept override;

  /// For transports, which may start operations on it from any thread; handlers run on the loop.
  /// A handler must not throw, nor own an actor when that actor's system ends.
  boost::asio::io_context& io() noexcept override;

  /// Has `task` run once on this loop, after those submitted before. Any thread; allocates nothing,
  /// never blocks, and wakes the loop only if it sleeps.
  void submit(loop_task& task) noexcept override;

  /// No submitted task waits: only then may something for this loop be done at once, by a direct
  /// call, or it would overtake what its sender submitted from another loop before it moved here.
  bool inbox_empty() const noexcept { return tasks_.empty(); }

  /// Has `what` flushed when the present batch (a slice of actors, a socket's callback) is done, at
  /// the latest before the loop sleeps. Once, however often it is called.
  void at_end_of_iteration(flushable& what) noexcept;

  /// Lends the 256 KiB into which transports read; one borrower at a time.
  scratch_loan scratch() override { return scratch_.lend(); }

  /// The timers armed on this loop; loop_timer is the way to it.
  timer_heap& timers() noexcept {
    check_thread();
    return timers_;
  }

  /// Null if the loop has a thread.
  loop_driver* driver() const noexcept { return driver_; }

  // For a loop with a driver, on the driver's thread and not from inside a step.

  /// Does one thing of what is ready: waiting tasks, due timers, the turn of one actor, or a flush;
  /// the driver chooses. Returns whether there was anything.
  bool step() noexcept;
  /// Does what is ready now, in the order of a loop with a thread. Returns whether there was
  /// anything.
  bool drive() noexcept;
  /// Something is ready now; if not, next_deadline() says when to come again.
  bool has_work() const noexcept;
  time_point next_deadline() const noexcept { return timers_.next(); }

  // For loop_unit, loop_clock and work_taking.

  /// Runs an actor that is ready: `unit` is of this loop. Any thread.
  void push(caf::resumable& ready, loop_unit& unit, bool pinned);
  /// Jobs that another loop may take. Any thread.
  run_queue& queue() noexcept { return queue_; }
  /// The last time that now() returned on the loop's thread: costs nothing.
  time_point last_read() const noexcept { return last_read_; }
  /// Steps of actors begun so far: stands still while one blocks the loop. Any thread.
  std::uint64_t steps() const noexcept { return steps_.load(std::memory_order_relaxed); }
  /// Any thread.
  bool sleeping() const noexcept { return sleeping_.load(std::memory_order_seq_cst); }
  /// Ends the loop's sleep, if it sleeps; returns whether it did. Any thread.
  bool wake() noexcept;

  // For loops.

  /// The thread's main function: returns after request_stop().
  void run() noexcept;
  /// Any thread.
  void request_stop() noexcept;

 private:
  void push_unpinned(const job& ready);
  void iterate() noexcept;
  bool run_ready() noexcept;
  void run_chosen() noexcept;
  bool run_slice() noexcept;
  void run_chosen_job() noexcept;
  void run_step(const job& next) noexcept;
  bool timers_due() noexcept { return timers_.next() != never && timers_.next() <= now(); }
  bool has_remote_work() const noexcept;
  void poll_sockets() noexcept;
  void rest() noexcept;
  bool spin(time_point until) noexcept;
  void sleep(time_point until) noexcept;
  /// Timers and flushes belong to the loop's thread, or to nobody's while it does not run.
  void check_thread() noexcept {
    if (!on_this_thread()) touched_from_outside();
  }
  void touched_from_outside() noexcept;

  static inline constinit thread_local loop* current_ = nullptr;

  loop_group& owner_;
  const std::size_t index_;
  const loop_role role_;
  loop_driver* const driver_;
  time_point last_read_{}; // by now(), on this thread

  task_inbox tasks_;
  run_queue queue_;
  timer_heap timers_;
  flush_list flushes_;
  scratch_buffer scratch_;

  std::atomic<std::uint64_t> steps_{0};
  std::atomic<bool> sleeping_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> running_{false};

  std::unique_ptr<wake_up> wake_up_;            // its memory may be in io_
  std::unique_ptr<boost::asio::io_context> io_; // its handlers are destroyed before these
  std::unique_ptr<alarm> alarm_;                // uses io_
};

} // namespace carrick
