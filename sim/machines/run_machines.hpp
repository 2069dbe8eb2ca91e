#pragma once

#include <carrick/sim/outcome.hpp>

namespace carrick::sim {

/// One run at the level of machines: a cluster of the seed under its fault plan, then without
/// faults until everything has come right, then stopped in good order. The same scenario gives the
/// same outcome.
outcome run_machines(const scenario& what);

} // namespace carrick::sim
