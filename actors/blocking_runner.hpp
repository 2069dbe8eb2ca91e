#pragma once

#include <carrick/actors/node_core.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace carrick {

/// Where code that blocks runs. Any thread.
class blocking_runner {
 public:
  /// So many pieces of work run at once, and so many wait.
  static constexpr std::size_t running_max = 4;
  static constexpr std::size_t waiting_max = 1'024;

  virtual ~blocking_runner() = default;

  /// `overloaded` when too much waits or there is no thread, `draining` after stop(): then it is
  /// never run.
  virtual status run(std::unique_ptr<blocking_work> work) = 0;
  /// Drops what waits, and waits for what runs, at most for that long; the longest duration:
  /// however long it takes. Returns whose work runs then still.
  virtual std::vector<std::string> stop(duration limit) = 0;
  /// Drops what runs too, where nothing really runs.
  virtual void drop() = 0;
  /// Whose work runs now.
  virtual std::vector<std::string> running() const = 0;
};

/// Threads, or virtual time where `home` has a driver.
std::unique_ptr<blocking_runner> make_blocking_runner(loop& home);

} // namespace carrick
