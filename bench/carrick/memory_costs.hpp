#pragma once

#include "../support/options.hpp"

namespace carrick::bench {

/// What a pending request and a pending timer cost, and what stays after a burst of requests: one
/// JSON line. Returns the exit code.
int memory_costs(const options& asked);

} // namespace carrick::bench
