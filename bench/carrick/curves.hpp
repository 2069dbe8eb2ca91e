#pragma once

#include "../support/options.hpp"

#include <string>

namespace carrick::bench {

/// Runs this program once for each point of a curve and prints its line with `curve` and `x`, then
/// a line each for how round trip and cost of one operation grow: the exponent of x that fits best.
/// in-flight, size, links, streams or members. Returns the exit code.
int run_curve(const std::string& name, const options& asked);

} // namespace carrick::bench
