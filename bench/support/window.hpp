#pragma once

#include "board.hpp"
#include "clock.hpp"
#include "options.hpp"
#include "processes.hpp"

#include <chrono>
#include <memory>
#include <thread>

namespace carrick::bench {

/// What a window has seen.
struct measured {
  double seconds = 0;
  double cpu_seconds = 0;     ///< of all processes
  std::uint64_t answered = 0; ///< requests
  std::uint64_t received = 0; ///< one-way messages, counted by the receiver
  std::uint64_t rss_kib = 0;  ///< peaks since each process began, summed
  std::unique_ptr<latencies> times;
};

inline void pause_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>{seconds});
}

/// Lets the work warm up, then looks at all counters twice. Blocks meanwhile, without using time.
inline measured measure(const options& asked, board& shared, const processes& all) {
  pause_for(asked.warm_up);
  all.check_alive();
  shared.enter(phase::measuring);
  const auto began = now_ns();
  const auto cpu = all.cpu_seconds();
  const auto answered = shared.answered();
  const auto received = shared.received().counted();
  pause_for(asked.seconds);
  measured out;
  out.answered = shared.answered() - answered;
  out.received = shared.received().counted() - received;
  out.seconds = 1e-9 * static_cast<double>(now_ns() - began);
  out.cpu_seconds = all.cpu_seconds() - cpu;
  shared.enter(phase::over);
  all.check_alive();
  out.rss_kib = all.peak_rss_kib();
  out.times = shared.times();
  return out;
}

} // namespace carrick::bench
