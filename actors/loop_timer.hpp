#pragma once

#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace carrick {

class loop;

class loop_timer;

/// A place in a heap of timers.
class timer_hook {
 public:
  bool armed() const noexcept { return place_ != unarmed; }
  /// `never` when not armed.
  time_point deadline() const noexcept { return armed() ? deadline_ : never; }

 protected:
  timer_hook() = default;
  ~timer_hook() = default;

 private:
  friend class timer_heap;
  static constexpr std::size_t unarmed = static_cast<std::size_t>(-1);

  time_point deadline_ = never;
  std::uint64_t order_ = 0; // of arming, for equal deadlines
  std::size_t place_ = unarmed;
};

/// A one-shot alarm of one loop. It fires on the loop's thread, never early, at most about a
/// millisecond late on an idle loop; equal deadlines fire in the order in which they were armed.
///
/// Everything is called on the loop's thread (or while the loop does not run). Arming allocates
/// nothing once the loop has had as many timers armed before.
class loop_timer : public timer_hook {
 public:
  explicit loop_timer(loop& where) noexcept : loop_(where) {}
  loop_timer(const loop_timer&) = delete;
  loop_timer& operator=(const loop_timer&) = delete;

  /// Sets or moves the deadline; `never` cancels.
  void arm(time_point deadline);
  void cancel() noexcept;

  /// No longer armed when called: it may arm itself again, or destroy itself.
  virtual void on_timer() noexcept = 0;

 protected:
  ~loop_timer() { cancel(); }

 private:
  loop& loop_;
};

/// A timer that calls one method of its owner: `member_timer<link, &link::tick> timer_{loop,
/// *this};`
template <class Owner, void (Owner::*Method)()>
class member_timer final : public loop_timer {
 public:
  member_timer(loop& where, Owner& owner) noexcept : loop_timer(where), owner_(owner) {}
  void on_timer() noexcept override { (owner_.*Method)(); }

 private:
  Owner& owner_;
};

/// The armed timers of one loop: a binary heap by (deadline, order of arming), in which each timer
/// knows its place, so that moving and cancelling need no search.
class timer_heap {
 public:
  void arm(loop_timer& timer, time_point deadline);
  void cancel(loop_timer& timer) noexcept;

  /// The earliest deadline, or `never`.
  time_point next() const noexcept { return heap_.empty() ? never : heap_.front()->deadline_; }
  std::size_t size() const noexcept { return heap_.size(); }

  /// Fires what is due at `now`; a timer armed while they fire waits for the next call, even when
  /// it is due already. Returns whether any fired.
  bool fire_due(time_point now) noexcept;

 private:
  bool due(time_point now, std::uint64_t armed_before) const noexcept;
  static bool before(const timer_hook& a, const timer_hook& b) noexcept;
  void put(std::size_t place, loop_timer* timer) noexcept;
  void sift_up(std::size_t place) noexcept;
  void sift_down(std::size_t place) noexcept;

  std::vector<loop_timer*> heap_;
  std::uint64_t armed_ = 0;
};

} // namespace carrick
