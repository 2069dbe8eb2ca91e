#pragma once

#include <carrick/sim/cluster.hpp>
#include <carrick/sim/load/load_run.hpp>

#include <string>

namespace carrick::sim {

/// What a command or another program does to a cluster without faults: a client beside the nodes
/// reads a stream of an actor of the load on that node to its end. Between events. Returns what
/// went wrong; empty: nothing.
std::string probe_as_client(cluster& of, load_run& load, std::size_t node);

} // namespace carrick::sim
