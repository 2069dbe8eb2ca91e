#pragma once

#include <carrick/sim/outcome.hpp>
#include <carrick/sim/timeline.hpp>

#include <string>

namespace carrick::sim {

/// An SVG picture: a lane a node with its lives, pauses, drops and the faults that it suffered, and
/// below them a thin row a pair with its links.
std::string lanes_picture(const timeline& shown, const std::optional<violation>& found);

/// An SVG picture: every request as a dot, its latency on a logarithmic scale, its colour by its
/// verdict.
std::string latency_picture(const timeline& shown, const std::optional<violation>& found);

} // namespace carrick::sim
