#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace carrick::tools {

class invocation;

/// What `bench` is to measure.
struct bench_plan {
  bool serve = false;            ///< be the other process
  std::vector<std::string> only; ///< workloads; empty: all
  std::uint64_t bytes = 64;
  std::uint64_t in_flight = 512;
  duration time = std::chrono::seconds(2);
};

/// Measures W1 to W4 between two processes on loopback, prints one JSON line a measurement, returns
/// the exit code.
int run_bench(invocation& at, const bench_plan& plan);

} // namespace carrick::tools
