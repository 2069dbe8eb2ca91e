#pragma once

#include <carrick/core/random.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>
#include <string_view>

namespace carrick::sim {

/// Random numbers for one purpose. Sources of different names are independent, so that a new draw
/// in one place shifts nothing elsewhere.
class draws {
 public:
  draws(std::uint64_t seed, std::string_view purpose) noexcept;

  std::uint64_t next() noexcept { return random_.next(); }
  /// In [0, bound); 0 when bound is 0.
  std::uint64_t below(std::uint64_t bound) noexcept { return random_.below(bound); }
  /// Both ends included.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) noexcept;
  duration between(duration low, duration high) noexcept;
  bool chance(double probability) noexcept { return random_.unit() < probability; }
  /// Exponentially distributed, cut at 20 times the mean.
  duration exponential(duration mean) noexcept;
  /// Uniform on a logarithmic scale: as often between 1 and 10 as between 10 and 100.
  std::uint64_t magnitude(std::uint64_t low, std::uint64_t high) noexcept;
  duration magnitude(duration low, duration high) noexcept;

 private:
  random_source random_;
};

} // namespace carrick::sim
