#pragma once

#include <carrick/sim/outcome.hpp>

#include <string>

namespace carrick::sim {

/// One self-contained page that shows a run: nodes as lanes over virtual time, links, faults,
/// crashes, drops, the latency of requests, the first violation, and the last lines of the trace if
/// they were kept. The run has its timeline. `replay` is the command that repeats it.
std::string html_report(const outcome& run, const std::string& replay);

} // namespace carrick::sim
