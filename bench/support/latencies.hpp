#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace carrick::bench {

/// A histogram of nanoseconds, 64 steps an octave: a percentile is at most 1.6 % too high. Plain
/// memory without pointers, so that it can lie in memory shared by processes. One thread writes.
class latencies {
 public:
  void add(std::uint64_t ns, std::uint64_t times = 1) {
    counts_[std::min(index_of(ns), slots - 1)] += static_cast<std::uint32_t>(times);
  }

  void add(const latencies& other) {
    for (std::size_t i = 0; i < slots; ++i) counts_[i] += other.counts_[i];
  }

  std::uint64_t count() const {
    std::uint64_t sum = 0;
    for (auto one : counts_) sum += one;
    return sum;
  }

  /// In nanoseconds; share is 0.5 for the median. 0 when nothing was added.
  double percentile(double share) const {
    const auto wanted = share * static_cast<double>(count());
    double seen = 0;
    for (std::size_t i = 0; i < slots; ++i) {
      seen += static_cast<double>(counts_[i]);
      if (counts_[i] != 0 && seen >= wanted) return static_cast<double>(upper_end(i));
    }
    return 0;
  }

 private:
  static constexpr std::size_t steps = 64;
  static constexpr std::size_t octaves = 32;
  static constexpr std::size_t slots = steps * octaves;

  static std::size_t index_of(std::uint64_t ns) {
    if (ns < 2 * steps) return ns;
    const auto shift = static_cast<std::size_t>(std::bit_width(ns)) - 7;
    return shift * steps + (ns >> shift);
  }

  static std::uint64_t upper_end(std::size_t index) {
    if (index < 2 * steps) return index;
    const auto shift = index / steps - 1;
    return ((index - shift * steps + 1) << shift) - 1;
  }

  // Shared memory is zero when it is new, and is not to be touched before it is used.
  std::array<std::uint32_t, slots> counts_;
};

} // namespace carrick::bench
