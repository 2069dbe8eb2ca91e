#pragma once

#include <carrick/serialization/message.hpp>
#include <carrick/sim/outcome.hpp>

#include <cstdint>
#include <string>

namespace carrick::tools {

/// What is printed of a simulated run, by the workers of an exploration too.
struct run_line {
  std::uint64_t seed = 0;
  std::string trace_hash;
  std::uint64_t nodes = 0;
  double virtual_seconds = 0;
  std::uint64_t events = 0, deliveries = 0, faults = 0, requests = 0, posts = 0, items = 0;
  std::string invariant; ///< empty: all held
  std::string text;
  double at_seconds = 0; ///< of the violation
  bool twice = false;    ///< run twice, to compare the hashes
  CARRICK_POST(run_line, "carrick.tool.sim_run", seed, trace_hash, nodes, virtual_seconds, events,
               deliveries, faults, requests, posts, items, invariant, text, at_seconds, twice)
};

run_line line_of(const sim::outcome& run);

} // namespace carrick::tools
