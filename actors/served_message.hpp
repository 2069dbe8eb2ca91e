#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/serialization/fwd.hpp>

#include <memory>

namespace carrick {

/// A message that an actor serves, and what brings it there.
struct served_message {
  const message_type* type;
  std::shared_ptr<message_handler> (*make)(actor_base& actor);
};

} // namespace carrick
