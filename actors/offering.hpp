#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/core/status.hpp>
#include <carrick/serialization/fwd.hpp>

#include <vector>

namespace carrick {

/// Has the node offer what a named actor serves, instead of what it offered before; the first time
/// the node learns that the actor serves. A failure comes back to the actor, as fail_start().
void offer(actor_base& actor, const std::vector<const message_type*>& served, bool first);
/// The actor ends: its handlers go.
void withdraw(actor_base& actor);

/// Why one of these messages cannot be served by that actor; ok if all can.
status check_served(const actor_base& actor, const std::vector<const message_type*>& served);

} // namespace carrick
