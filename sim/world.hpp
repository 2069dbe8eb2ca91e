#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/draws.hpp>
#include <carrick/sim/trace.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace carrick::sim {

class world;

/// A place in a world's heap of events.
class event_hook {
 public:
  bool pending() const noexcept { return place_ != nowhere; }

 protected:
  event_hook() = default;
  ~event_hook();

 private:
  friend class world;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  world* world_ = nullptr;
  time_point when_ = never;
  std::uint64_t order_ = 0;    // drawn: decides between equal times
  std::uint64_t sequence_ = 0; // of setting: decides between equal draws
  std::size_t place_ = nowhere;
};

/// Something that happens once, at a time. Its owner keeps it; destroying it cancels it.
class event : public event_hook {
 public:
  event() = default;
  event(const event&) = delete;
  event& operator=(const event&) = delete;

  /// No longer pending when called: it may be set again, or destroy itself.
  virtual void happen() noexcept = 0;

 protected:
  ~event() = default;
};

/// An event that calls one method of its owner: `method_event<host, &host::turn> turn_{*this};`
template <class Owner, void (Owner::*Method)()>
class method_event final : public event {
 public:
  explicit method_event(Owner& owner) noexcept : owner_(owner) {}
  void happen() noexcept override { (owner_.*Method)(); }

 private:
  Owner& owner_;
};

/// Virtual time: a clock and the events that are to happen, of one run. One thread. Time stands
/// still while an event happens, and then jumps to the next one; events of one time happen in drawn
/// order.
class world {
 public:
  /// Where time begins: late enough that durations can be subtracted.
  static constexpr time_point beginning = time_point{} + std::chrono::hours(1000);

  explicit world(std::uint64_t seed);
  /// Pending events are cancelled, not happened.
  ~world();
  world(const world&) = delete;
  world& operator=(const world&) = delete;

  std::uint64_t seed() const noexcept { return seed_; }
  time_point now() const noexcept { return now_; }
  /// Since the beginning.
  duration elapsed() const noexcept { return now_ - beginning; }
  /// The draws for that purpose, from their first.
  draws source(std::string_view purpose) const noexcept { return {seed_, purpose}; }
  sim::trace& trace() noexcept { return trace_; }
  void note(std::string_view node, std::string_view kind, std::string_view text) {
    trace_.note(elapsed(), node, kind, text);
  }

  /// Sets or moves an event; a time that has passed is now, `never` cancels.
  void at(time_point when, event& what);
  void cancel(event_hook& what) noexcept;
  /// A function as an event, for what is rare: it allocates. It must not throw.
  void call_at(time_point when, std::function<void()> what);

  /// The next event happens. False if there is none.
  bool step();
  /// When the next event is; `never` if there is none.
  time_point next() const noexcept;
  /// Everything up to and including then happens; then it is that time.
  void run_until(time_point when);
  void advance(duration by) { run_until(deadline_after(now_, by)); }
  /// Events happen until done() says so, it is asked after each, or it is `limit`. Returns what
  /// done() says last.
  bool run_until(const std::function<bool()>& done, time_point limit);
  /// An event is happening: time stands still.
  bool happening() const noexcept { return happening_; }
  /// Events that have happened so far.
  std::uint64_t events() const noexcept { return events_; }

 private:
  class called;

  static bool before(const event_hook& a, const event_hook& b) noexcept;
  void put(std::size_t place, event_hook* e) noexcept;
  void sift_up(std::size_t place) noexcept;
  void sift_down(std::size_t place) noexcept;

  const std::uint64_t seed_;
  time_point now_ = beginning;
  draws order_;
  sim::trace trace_;
  std::vector<event_hook*> heap_;
  std::uint64_t set_ = 0; // so far
  std::uint64_t events_ = 0;
  bool happening_ = false;
  std::vector<std::unique_ptr<called>> calls_;
  std::vector<called*> free_calls_;
};

} // namespace carrick::sim
