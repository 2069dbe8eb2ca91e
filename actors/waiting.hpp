#pragma once

#include <carrick/actors/loop.hpp>
#include <carrick/core/time.hpp>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace carrick {

/// Somebody outside of the loops waits until `done()`, which is called under the lock, or `until`,
/// by the time of `with`. Real waits are woken by `changed`; where a driver is, its time passes.
/// Returns what `done()` says last.
template <class Done>
bool wait_until(loop& with, std::unique_lock<std::mutex>& guard, std::condition_variable& changed,
                time_point until, Done done) {
  loop_driver* const driver = with.driver();
  if (driver == nullptr && until == never) return changed.wait(guard, done), true;
  if (driver == nullptr) return changed.wait_until(guard, until, done);
  std::mutex& mutex = *guard.mutex();
  guard.unlock();
  const bool is_done = driver->pass(
    [&] {
      const std::lock_guard look(mutex);
      return done();
    },
    until);
  guard.lock();
  return is_done;
}

template <class Done>
bool wait_for(loop& with, std::unique_lock<std::mutex>& guard, std::condition_variable& changed,
              duration limit, Done done) {
  return wait_until(with, guard, changed, deadline_after(with.now(), limit), std::move(done));
}

} // namespace carrick
