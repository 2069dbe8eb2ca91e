#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/sim/load/load_run.hpp>

namespace carrick::sim {

/// Adds the actors of the load, their messages and the handlers that need no actor. `run` outlives
/// all nodes.
void add_load(registry& types, load_run& run);
/// Each node of `spec` runs them beside its own actors.
void add_load(config::cluster_spec& spec);

} // namespace carrick::sim
