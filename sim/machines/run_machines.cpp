#include <carrick/sim/machines/run_machines.hpp>

#include <carrick/sim/machines/machine_run.hpp>

namespace carrick::sim {

outcome run_machines(const scenario& what) {
  machine_run run{what};
  run.disturb();
  if (run.goes_on()) run.heal();
  if (run.goes_on()) run.stop_all();
  return run.result();
}

} // namespace carrick::sim
