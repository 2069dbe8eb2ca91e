#include <carrick/sim/nodes/run_nodes.hpp>

#include <carrick/sim/nodes/node_run.hpp>

namespace carrick::sim {

outcome run_nodes(const scenario& what, const registry& types, const config::cluster_spec& spec,
                  const run_additions& more) {
  node_run run{what, types, spec, more};
  if (run.disturb() && run.heal()) run.stop_all();
  return run.result();
}

} // namespace carrick::sim
