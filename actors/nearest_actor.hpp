#pragma once

#include <functional>
#include <string>

namespace carrick {

class node_core;
class peer_record;

/// Asks that node for its actors, where a name that was said here is not served, and tells `then`
/// what is there instead: `no actor "stroe" there; is "store" meant?`. Empty if there is such an
/// actor, or no answer within a second. `then` runs once on the home loop, perhaps inside the call.
void ask_for_nearest_actor(node_core& core, peer_record& at, std::string name,
                           std::function<void(const std::string& advice)> then);

} // namespace carrick
