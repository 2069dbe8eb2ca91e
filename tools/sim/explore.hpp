#pragma once

#include <carrick/tools/invocation.hpp>
#include <carrick/tools/sim/seed_range.hpp>
#include <carrick/tools/sim/simulator.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::tools {

struct explore_options {
  seed_range seeds;
  std::uint64_t jobs = 1; ///< processes
  bool go_on = false;     ///< beyond the first finding
  bool coverage = false;  ///< prints which combinations of faults were reached
  bool shrink = false;    ///< makes the first finding smaller
  /// Of real time, for one seed: more is a finding.
  duration patience = std::chrono::minutes(10);
  std::string report{}; ///< a page of the first finding; empty: none
};

/// Runs many seeds in processes of their own, a tenth of them twice, with a progress bar, and
/// prints what was found: exit 20 and the first seed alone as the last line of stdout if an
/// invariant did not hold, a run differed from its repetition, or a process died of a seed.
int explore(invocation& at, const simulator& runs, const explore_options& options);

/// Begins the line on which a worker tells what a seed has reached.
inline constexpr std::string_view reached_mark = "reached ";

/// The process of an exploration that runs the seeds `from`, `from + step`, ... of the range: a
/// line with its number before each, what it has reached and a line of JSON after it. What actors
/// print is on stderr.
int explore_worker(invocation& at, const simulator& runs, const seed_range& seeds,
                   std::uint64_t step);

} // namespace carrick::tools
