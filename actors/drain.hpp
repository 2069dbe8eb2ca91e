#pragma once

#include <caf/allowed_unsafe_message_type.hpp>

namespace carrick {

/// Every actor of a node gets this once when the node begins to stop: what is open should come to
/// its end now. Actors that do not care need no handler for it.
struct drain {
  friend bool operator==(const drain&, const drain&) = default;
};

} // namespace carrick

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(carrick::drain)
