#pragma once

#include <carrick/core/status.hpp>

namespace carrick {

class node_home;

/// Adds the handlers of system_messages at target 0. Home loop.
status add_system_handlers(node_home& home);

} // namespace carrick
