#pragma once

#include <carrick/core/time.hpp>

namespace carrick::tools {

/// The command line's only look at a clock.
time_point clock_now() noexcept;

/// How often a person who waits is told that something still goes on.
inline constexpr duration tell_every = std::chrono::seconds(2);

/// Time since it was made or last restarted.
class stopwatch {
 public:
  duration elapsed() const noexcept { return clock_now() - started_; }
  void restart() noexcept { started_ = clock_now(); }

 private:
  time_point started_ = clock_now();
};

/// A time limit that begins at once.
class deadline {
 public:
  explicit deadline(duration limit) noexcept : at_(deadline_after(clock_now(), limit)) {}
  bool over() const noexcept { return clock_now() >= at_; }
  /// Never negative.
  duration left() const noexcept;

 private:
  time_point at_;
};

} // namespace carrick::tools
