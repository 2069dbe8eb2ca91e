#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>

namespace carrick::sim {

/// How much a process does. Means; the rest is drawn.
struct machine_workload_options {
  duration request_every = std::chrono::milliseconds(60);
  duration post_every = std::chrono::milliseconds(80);
  duration stream_every = std::chrono::milliseconds(2000);
};

/// Numbers of the messages of a run.
struct run_numbers {
  std::uint64_t requests = 0, posts = 0, streams = 0, items = 0;
};

} // namespace carrick::sim
