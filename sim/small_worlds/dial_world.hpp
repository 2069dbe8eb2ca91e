#pragma once

#include <carrick/sim/small_worlds/explore.hpp>

#include <memory>

namespace carrick::sim {

/// Both nodes of a pair dial at the same instant. In the end both have kept the same connection,
/// and only it.
std::unique_ptr<small_world> both_dial(bool lower_is_first);
/// A process comes back while the other side still has the link to its old self, which is silent,
/// or, being another process under the same name, alive.
std::unique_ptr<small_world> restart_meets_old_link(bool old_is_alive);

} // namespace carrick::sim
