#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace carrick::tools::bench {

/// One line of the benchmark's output; fields that do not apply are left out of the JSON.
struct measurement {
  std::string workload, peer, handler;
  std::string transport = "tcp";
  std::size_t size = 0;
  std::size_t in_flight = 0;
  std::optional<double> p50_us, p99_us;
  std::optional<double> per_second, bytes_per_second;
  std::optional<double> cpu_s_per_million; ///< of both sides
  std::optional<std::uint64_t> rss_kib;    ///< of both sides
};

/// `{"workload":"W1",...}` in the fields of one line.
std::string to_json(const measurement& m);

/// Round trips of one run; exact percentiles.
class samples {
 public:
  void reserve(std::size_t count) { values_.reserve(count); }
  void add(duration d) { values_.push_back(d); }
  std::size_t size() const noexcept { return values_.size(); }
  /// In microseconds; `share` in [0, 1]. Sorts.
  double percentile_us(double share);

 private:
  std::vector<duration> values_;
};

/// What a process has used so far.
struct usage {
  double cpu_s = 0;
  std::uint64_t rss_kib = 0;
};
usage usage_of_this_process();

} // namespace carrick::tools::bench
