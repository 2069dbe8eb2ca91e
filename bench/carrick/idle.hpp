#pragma once

#include "../support/options.hpp"

namespace carrick::bench {

/// W7, one JSON line each; they return the exit code.
/// What a link costs a node that has many, idle ones.
int idle_links(const options& asked);
/// What an idle stream costs, of many on one link, on both sides.
int idle_streams(const options& asked);

} // namespace carrick::bench
