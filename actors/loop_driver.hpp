#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>

namespace carrick {

/// What stands in for threads and the steady clock: loops that have a driver run only when it, on
/// the one thread of all of them, calls loop::step(). For simulation and for tests in virtual time.
///
/// Outlives the loops. One driver may serve any number of them.
class loop_driver {
 public:
  virtual time_point now() noexcept = 0;

  /// `which` has got something to do, or an earlier deadline, from outside of its steps: step it
  /// some time. Once, until it has been stepped again.
  virtual void ready(loop& which) noexcept = 0;

  /// Things that could be next, at least two.
  class choices {
   public:
    virtual std::size_t count() const noexcept = 0;
    /// Which one the n-th is: at every choice of a process the same number for the same kind of
    /// work, or for the same actor.
    virtual std::uint64_t what(std::size_t n) const noexcept = 0;

   protected:
    ~choices() = default;
  };
  /// Which of them is next: below count().
  virtual std::size_t choose(const choices& of) noexcept = 0;

  /// How long a piece of blocking work takes.
  virtual duration blocking_time() noexcept = 0;

  /// Somebody outside of the loops waits: lets time pass, and steps the loops, until `done()` says
  /// so or it is `until`. Returns what `done()` says last.
  virtual bool pass(const std::function<bool()>& done, time_point until) = 0;

 protected:
  ~loop_driver() = default;
};

} // namespace carrick
