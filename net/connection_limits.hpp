#pragma once

#include <carrick/core/limits.hpp>

#include <cstddef>

namespace carrick::net {

/// How many connections of others a node takes (docs/protocol.md, section 3). What comes from the
/// address of a member counts for itself, so that others can shut no member out.
struct connection_limits {
  std::size_t handshakes = limits::handshakes_pending; ///< of hosts at which no member is
  std::size_t handshakes_of_host = limits::handshakes_of_host;
  /// What handshakes keep: of all hosts at which no member is, and of each where one is.
  std::size_t handshake_bytes = limits::handshake_bytes;
  std::size_t clients = limits::client_links;
  std::size_t clients_of_host = limits::client_links_of_host;
};

} // namespace carrick::net
