#pragma once

#include <carrick/tools/bench/bench_node.hpp>
#include <carrick/tools/bench/measurement.hpp>

#include <cstdint>

namespace carrick::tools::bench {

/// What a run of requests found.
struct run_result {
  std::uint64_t answers = 0; ///< in the measured time
  std::uint64_t failures = 0;
  samples round_trips; ///< only of runs with one request in flight
};

struct run_plan {
  std::size_t bytes = 64;
  std::size_t in_flight = 1;
  duration warm_up = std::chrono::milliseconds(300);
  duration length = std::chrono::seconds(2);
};

/// Requests as bytes to the raw inline handler.
run_result call_raw(calling_node& from, const run_plan& plan);
/// Typed requests to the typed inline handler: encoded and decoded each time.
run_result call_typed(calling_node& from, const run_plan& plan);
/// CAF actors on both sides: ask() here, a behavior there.
run_result call_actor(calling_node& from, const run_plan& plan);

/// Posts as fast as they are taken; returns when the time is over. `typed` ones are decoded.
void feed_posts(calling_node& from, bool typed, const run_plan& plan);

} // namespace carrick::tools::bench
