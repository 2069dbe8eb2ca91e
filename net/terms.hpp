#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>
#include <string>

namespace carrick::net {

enum class role : std::uint8_t { member = 0, client = 1 };

/// The limits that one side announces in its hello (docs/protocol.md, section 3) and that bind the
/// other side's sending.
struct link_limits {
  std::uint32_t frame_bytes = limits::frame_bytes;
  std::uint32_t message_bytes = limits::message_bytes;
  std::uint32_t stream_window = limits::stream_window;
  std::uint32_t link_window = limits::link_window;
  std::uint32_t post_window = limits::posts_in_flight_bytes;
  std::uint32_t streams = limits::streams;
  std::chrono::milliseconds default_deadline = limits::request_deadline;
  std::chrono::milliseconds fail_after = limits::fail_after;
};

/// Who a side says it is.
struct identity {
  node_id node;
  carrick::incarnation incarnation;
  net::role role = role::member;
  std::string cluster;
  std::string app_version;
  std::string advertised; ///< address for other nodes to dial; empty for clients
};

/// What a handshake agreed on; a link is made from it.
struct link_terms {
  identity self;
  identity peer;
  link_limits ours;   ///< bind what the peer sends
  link_limits theirs; ///< bind what we send
  std::uint8_t version = 1;
  bool checksum = false;
  bool dialer = false; ///< this side dialed: its stream ids are odd
};

/// Which side of a pair dials first and decides between two connections (docs/protocol.md,
/// section 3). True if `self` is the primary.
bool is_primary(const node_id& self, const node_id& peer);

} // namespace carrick::net
