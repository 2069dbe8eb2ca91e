#pragma once

#include <carrick/tools/cluster_access.hpp>

#include <string>
#include <vector>

namespace carrick::tools {

/// The handlers that `to` may mean: of its actor, or of the node and its actors.
std::vector<system_messages::handler_row> handlers_of(
  const target& to, const std::vector<system_messages::handler_row>& all);

/// Whether a message is the tool's own business: not shown unless asked for.
bool is_system_message(std::string_view name) noexcept;

/// `here`: the handlers of `to`. Names what it accepts.
failure no_handler(const target& to, const std::string& message,
                   const std::vector<system_messages::handler_row>& here);
/// `all`: the handlers of its node. Names its actors.
failure no_actor(const target& to, const std::vector<system_messages::handler_row>& all);

/// The handler of `to` for that message, or one of the two failures.
outcome<system_messages::handler_row> accepted_by(cluster_access& cluster, const target& to,
                                                  const std::string& message);

/// The type of a message in this program, if it is of that kind: `call` wants requests, `post`
/// posts. What this program does not know, the node may: then its names are in the failure.
outcome<const message_type*> message_for(cluster_access& cluster, const registry& types,
                                         const target& to, const std::string& message,
                                         message_kind kind);

} // namespace carrick::tools
