#pragma once

#include <chrono>

namespace carrick {

/// What time it is for people. It jumps, and differs between nodes: no deadline is measured by it.
class wall_clock {
 public:
  /// Any thread.
  virtual std::chrono::system_clock::time_point now() noexcept = 0;

 protected:
  ~wall_clock() = default;
};

/// That of the operating system. Not for simulation.
wall_clock& system_wall_clock() noexcept;

} // namespace carrick
