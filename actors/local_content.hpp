#pragma once

#include <carrick/serialization/fwd.hpp>

#include <caf/fwd.hpp>

namespace carrick {

/// A value of a message type as a message of CAF's, as caf::make_message() would make it.
caf::message moved_to_caf(const message_type& type, void* value);
caf::message copied_to_caf(const message_type& type, const void* value);

} // namespace carrick
