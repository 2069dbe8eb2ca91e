#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

namespace carrick {

/// When a node starts an actor of its configuration again that has ended.
enum class restart_after : unsigned char {
  nothing,
  failure, ///< when it ended by another reason than its own will or the node's stop
  any_end,
};

struct restart_options {
  restart_after after = restart_after::nothing;
  /// Before a restart; twice as long for each other one within `within`, up to `pause_max`.
  duration pause_min = limits::restart_pause_min;
  duration pause_max = limits::restart_pause_max;
  /// So many restarts within `within`; the end after them is the last.
  std::size_t count = limits::restart_count;
  duration within = limits::restart_within;
};

/// Whether and when an actor is started again: a machine without I/O.
class restart_plan {
 public:
  enum class fate : unsigned char {
    stays_down, ///< as the options want it
    restarts,   ///< at due()
    gives_up,   ///< it has had its restarts
  };

  explicit restart_plan(const restart_options& options) : options_(options) {}

  /// It has ended, `failed` or by its own will.
  fate ended(bool failed, time_point now);
  /// It is started again. False, and nothing changes, if it is not due.
  bool start(time_point now);

  /// Of the next restart; `never` if none is to be.
  time_point due() const noexcept { return due_; }
  /// Begun so far.
  std::uint64_t restarts() const noexcept { return restarts_; }
  const restart_options& options() const noexcept { return options_; }

 private:
  bool wanted(bool failed) const noexcept;
  duration pause() const noexcept;

  const restart_options options_;
  std::deque<time_point> recent_; // when restarts were due, none older than `within`
  time_point due_ = never;
  std::uint64_t restarts_ = 0;
};

} // namespace carrick
