#pragma once

#include <caf/abstract_actor.hpp>

namespace carrick {

/// Orders actors by their ids, which count up in their system: unlike addresses, the same in every
/// run of a simulation. The actors are alive.
struct by_actor_id {
  bool operator()(const caf::abstract_actor* one, const caf::abstract_actor* other) const noexcept {
    return one->id() < other->id();
  }
};

} // namespace carrick
