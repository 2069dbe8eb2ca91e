#pragma once

#include "../support/options.hpp"

namespace carrick::bench {

/// W8: `--count` requests outstanding (131,072), the peer stopped, then killed; 200 ms later
/// another process listens in its place. One JSON line; returns the exit code.
int reconnect(const options& asked);

} // namespace carrick::bench
