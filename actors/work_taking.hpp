#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/actors/run_queue.hpp>
#include <carrick/core/time.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace carrick {

/// How idle loops come to the unpinned actors that wait on busy ones.
///
/// Two or more waiting jobs are taken at once, half of them. A single one is left to its loop,
/// where its data are warm, unless that loop has not begun a step for a while: a handler blocks it.
/// At most one idle loop, the watcher, looks for that; the others sleep until they are woken.
class work_taking {
 public:
  enum class found { work, nothing_yet, nothing };

  /// `takers`: the loops on which unpinned actors live. Before the loops run.
  void set_takers(std::vector<loop*> takers, duration watch);

  /// `waiting` unpinned jobs, one of them just pushed, wait on `where`: wakes an idle loop if it
  /// should look. Any thread.
  void offered(const loop& where, std::size_t waiting) noexcept;

  /// Takes work for `idle`, or says whether it should look again after the watch period
  /// (`nothing_yet`). On the thread of `idle`.
  found look(loop& idle);

  /// `idle` is about to sleep; false: it should look again first.
  bool may_sleep(const loop& idle) noexcept;
  /// It no longer sleeps, nor is about to.
  void awake(const loop& idle) noexcept;
  /// It has work of its own, and watches no more.
  void busy(const loop& which) noexcept;

 private:
  /// What a loop saw of the others when it last looked.
  struct view {
    std::vector<std::uint64_t> steps; // in the order of takers_
    time_point at{};
    std::vector<job> taken; // kept for its memory
  };

  bool is_taker(const loop& which) const noexcept;
  bool take_from_any(loop& idle, view& seen, bool ripe, bool& lively);
  void take(loop& from, loop& idle, view& seen);
  bool watch(loop& idle) noexcept;
  void wake_one_but(const loop& where) noexcept;

  std::vector<loop*> takers_;
  duration period_{};
  std::vector<view> views_; // by loop index, each for its loop's thread
  std::atomic<std::size_t> asleep_{0};
  std::atomic<const loop*> watcher_{nullptr};
  std::atomic<bool> waking_{false};
};

} // namespace carrick
