#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/sim/application/application.hpp>

namespace carrick {

/// Makes a program the command line of its application: `up`, `start`, `call`, `members` and all
/// others of docs/cli.md, for the actors and messages of `types`. Returns the exit code
/// (tools/exit_code.hpp).
///
///     int main(int argc, char** argv) { return carrick::run(argc, argv, kv::actors()); }
///
/// `simulated`: what the application adds to the runs of `sim`, its workloads and invariants.
///
/// Once a process, from main(), before it has threads: it takes the signals, and `up` starts this
/// program again, once a node.
int run(int argc, char** argv, registry types, sim::application simulated = {});

} // namespace carrick
