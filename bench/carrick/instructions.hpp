#pragma once

#include "../support/options.hpp"

namespace carrick::bench {

/// Exactly `--count` requests between two nodes of this process on one loop, over a pipe or TCP,
/// then the end: what an instruction counter runs twice. Returns the exit code.
int run_requests(const options& asked);

} // namespace carrick::bench
