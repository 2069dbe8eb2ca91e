#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace carrick::net {

class held_memory;
class post_state;

enum class post_lane : std::uint8_t { normal = 0, urgent = 1, bulk = 2 };
inline constexpr std::size_t post_lanes = 3;

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
  /// Not announced: when this side pings. 0: after a quarter of `fail_after`, at most
  /// limits::ping_after; else at most half of it, when silence makes suspect.
  duration ping_after = duration::zero();
  /// Not announced: the peer's requests and openings under way here, and what waits to be written
  /// to it: each up to this, then `overloaded`.
  std::size_t held_bytes = limits::held_bytes;
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

/// Whom posts are numbered for: a process, as long as it keeps the same about the pair.
struct post_peer {
  carrick::incarnation incarnation;
  std::uint64_t epoch = 0; ///< 0: it keeps nothing from link to link
  friend bool operator==(const post_peer&, const post_peer&) = default;
};

/// What a side has taken over of the other's posts, in one generation of counting them
/// (docs/protocol.md, section 3).
struct posts_known {
  std::uint64_t generation = 0;
  std::array<std::uint64_t, post_lanes> taken_over{};
};

/// What a handshake agreed on; a link is made from it.
struct link_terms {
  identity self;
  identity peer;
  link_limits ours;   ///< bind what the peer sends
  link_limits theirs; ///< bind what we send
  std::uint8_t version = 1;
  bool checksum = false;
  bool dialer = false;                 ///< this side dialed: its stream ids are odd
  std::shared_ptr<post_state> posts;   ///< goes on from the last link; null: of this link alone
  std::shared_ptr<held_memory> memory; ///< of all links of the node; null: of this link alone
  std::uint64_t peer_epoch = 0;        ///< see post_peer
  posts_known posts_known_here;        ///< as our verdict said
  posts_known posts_known_there;       ///< as theirs said
};

/// Which side of a pair dials first and decides between two connections (docs/protocol.md,
/// section 3). True if `self` is the primary.
bool is_primary(const node_id& self, const node_id& peer);

} // namespace carrick::net
