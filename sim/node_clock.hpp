#pragma once

#include <carrick/core/wall_clock.hpp>
#include <carrick/sim/world.hpp>

namespace carrick::sim {

/// The wall clock of a simulated machine: it differs from the others', drifts, and jumps.
class node_clock final : public wall_clock {
 public:
  explicit node_clock(world& in) noexcept : world_(in) {}

  std::chrono::system_clock::time_point now() noexcept override;

  /// How far it is ahead, from now on.
  void set_skew(duration ahead) noexcept { skew_ = ahead; }
  void jump(duration by) noexcept { skew_ += by; }
  /// Seconds that it gains in a second.
  void set_drift(double gain) noexcept { drift_ = gain; }

 private:
  world& world_;
  duration skew_{};
  double drift_ = 0;
};

} // namespace carrick::sim
