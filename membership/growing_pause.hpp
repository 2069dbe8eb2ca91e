#pragma once

#include <carrick/core/random.hpp>
#include <carrick/core/time.hpp>

#include <algorithm>
#include <cstdint>

namespace carrick::membership {

/// Pauses between attempts: each twice as long as the one before, up to `max`, and shortened by a
/// drawn part of up to a half, so that many who fail together do not come back together.
class growing_pause {
 public:
  growing_pause(duration min, duration max, std::uint64_t seed)
      : min_(min), max_(max), next_(min), random_(seed) {}

  duration next() {
    auto pause = next_;
    next_ = std::min(2 * next_, max_);
    auto share = 1.0 - 0.5 * random_.unit();
    return std::chrono::duration_cast<duration>(share * pause);
  }
  /// It worked: the next pause is the shortest.
  void reset() noexcept { next_ = min_; }

 private:
  duration min_, max_, next_;
  random_source random_;
};

} // namespace carrick::membership
