#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/config/cluster_spec.hpp>

namespace carrick::sim {

/// An actor on each node that takes what liars say (stray_messages.hpp); its streams say everything
/// back.
void add_stray(registry& types);
void add_stray(config::cluster_spec& spec);

} // namespace carrick::sim
