#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/sim/outcome.hpp>

namespace carrick::sim {

/// One run at the level of whole nodes: as many nodes as the scenario says, each like the first of
/// `spec` with its actors and one that probes all others, under the fault plan of the seed, then
/// without faults until everything has come right, then stopped in good order. The same scenario
/// gives the same outcome.
///
/// Bits are not turned at this level: its links are those of one machine and carry no checksum.
outcome run_nodes(const scenario& what, const registry& types, const config::cluster_spec& spec);

} // namespace carrick::sim
