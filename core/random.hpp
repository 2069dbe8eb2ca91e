#pragma once

#include <cstdint>

namespace carrick {

/// Seeded random numbers with the same sequence everywhere (splitmix64, Steele et al. 2014; std
/// distributions differ between libraries, so none is used).
class random_source {
 public:
  explicit random_source(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  double unit() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// In [0, bound); 0 when bound is 0.
  std::uint64_t below(std::uint64_t bound) noexcept { return bound == 0 ? 0 : next() % bound; }

 private:
  std::uint64_t state_;
};

/// A seed from the operating system. Not for simulation.
std::uint64_t system_seed();

} // namespace carrick
