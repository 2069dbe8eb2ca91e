#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/config/actor_types.hpp>

#include <vector>

namespace carrick::tools {

/// The application's actor types, as the configuration judges them.
std::vector<config::known_actor_type> actor_types_of(const registry& types);

} // namespace carrick::tools
