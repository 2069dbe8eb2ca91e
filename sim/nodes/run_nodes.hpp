#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/sim/application/application.hpp>
#include <carrick/sim/observation.hpp>
#include <carrick/sim/outcome.hpp>

#include <string>

namespace carrick::sim {

/// What the application adds to runs.
struct run_additions {
  application judge{};      ///< its workloads and invariants
  std::string like{};       ///< the node of the file that further ones are like; empty: its last
  observer* also = nullptr; ///< is told what the checkers are told
};

/// One run: the first nodes of the file, as many as the scenario says,
/// each with its own actors and those of the load, and further ones if it says more, under
/// the fault plan of the seed, then without faults until everything has come right, then stopped in
/// good order. The same scenario gives the same outcome.
///
/// Options of nodes are drawn too; links carry checksums when the plan turns bits.
outcome run_nodes(const scenario& what, const registry& types, const config::cluster_spec& spec,
                  const run_additions& more = {});

} // namespace carrick::sim
