#pragma once

#include <carrick/sim/outcome.hpp>

#include <cstdint>
#include <optional>

namespace carrick::planted {

/// What whole nodes do not do often: two processes of which one is a stranger at
/// first, connections that replace others while those still carry posts, and a table of strangers
/// that is full. Returns what was violated.
std::optional<sim::violation> run_pair(std::uint64_t seed);

} // namespace carrick::planted
