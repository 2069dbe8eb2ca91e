#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/timeouts.hpp>
#include <carrick/core/loop_task.hpp>

#include <atomic>
#include <mutex>

namespace carrick {

/// The timeouts of a clock that stand on one loop: set and cancelled from any thread, delivered on
/// the loop, which other threads disturb only for a new earliest time.
class timeout_shard {
 public:
  explicit timeout_shard(loop& where);

  void set(time_point due, timeout what);
  void cancel(const timeout_key& which);
  void cancel_actor(caf::actor_id actor);
  void cancel_all();
  /// Takes nothing new from here on.
  void close();

  std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

  /// No alarm any more. On the loop.
  void disarm() noexcept { alarm_.cancel(); }

 private:
  template <class Change>
  void change(Change&& change);
  void rearm();
  void rearm_as_asked();
  void ask_for_rearm();
  void deliver_due();

  loop& loop_;
  std::mutex mutex_;
  timeouts timeouts_;
  time_point alarm_at_ = never; // what the alarm is set to, or will be; guarded
  bool closed_ = false;         // guarded
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> asked_{false}; // rearm_ is on its way
  std::vector<timeout> due_;       // kept for its memory
  member_timer<timeout_shard, &timeout_shard::deliver_due> alarm_;
  member_task<timeout_shard, &timeout_shard::rearm_as_asked> rearm_;
};

} // namespace carrick
