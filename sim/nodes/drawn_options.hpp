#pragma once

#include <carrick/actors/options.hpp>
#include <carrick/sim/draws.hpp>

#include <string>

namespace carrick::sim {

/// Draws the options of a node: some at an extreme, above all small limits, the others as they are.
/// Returns what was drawn, for people: "unsent posts 2, streams 8".
std::string draw_node_options(draws from, node_options& options);

} // namespace carrick::sim
