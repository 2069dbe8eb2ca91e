#pragma once

#include <functional>

namespace carrick::sim {

class trial;

/// What an application adds to each simulated run: called at its beginning, with an empty trial, to
/// which it gives its workloads and invariants. What they share is made there, anew for each run.
///
///     void kv::simulation(sim::trial& run) {
///       auto seen = std::make_shared<ledger>();
///       run.workload("writers", [seen](sim::workload_client& c) { write(c, *seen); });
///       run.invariant("kv.nothing_lost", sim::looked_at::quiet,
///                     [seen](const sim::look& at) { return seen->lost(at); });
///     }
using application = std::function<void(trial&)>;

} // namespace carrick::sim
