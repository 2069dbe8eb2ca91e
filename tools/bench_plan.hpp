#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <string>

namespace carrick::tools {

class invocation;

/// What `bench` is to measure.
struct bench_plan {
  std::string target; ///< empty: two processes of its own on loopback
  std::uint64_t bytes = 64;
  std::uint64_t in_flight = 512;
  duration time = std::chrono::seconds(3);
};

/// Measures, prints one JSON line a measurement, returns the exit code.
int run_bench(invocation& at, const bench_plan& plan);

} // namespace carrick::tools
