#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <algorithm>

namespace carrick::net {

/// What a peer may do that an honest race or a newer version can explain: each time costs a token
/// (docs/protocol.md, section 9).
class anomaly_budget {
 public:
  explicit anomaly_budget(time_point now) noexcept : refilled_at_(now) {}

  /// False when no token is left.
  bool spend(time_point now) noexcept {
    std::chrono::duration<double> passed = std::max(now - refilled_at_, duration::zero());
    tokens_ =
      std::min(limits::anomaly_burst, tokens_ + passed.count() * limits::anomalies_per_second);
    refilled_at_ = std::max(now, refilled_at_);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  double tokens_ = limits::anomaly_burst;
  time_point refilled_at_;
};

} // namespace carrick::net
