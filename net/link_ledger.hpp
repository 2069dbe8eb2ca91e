#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/terms.hpp>

#include <array>
#include <cstdint>

namespace carrick::net {

/// One direction of a link as one of its ends counts it: the one that sends, or the one that
/// receives. When nothing is under way both say the same.
struct direction_ledger {
  std::uint64_t bytes = 0;                            ///< on the wire, without the handshake
  std::uint64_t requests = 0;                         ///< whose answer has not passed
  std::array<std::uint64_t, post_lanes> posts{};      ///< the number of the last one
  std::array<std::uint64_t, post_lanes> taken_over{}; ///< and of the last acknowledged one
  std::uint64_t post_credit = 0;                      ///< used of the window of posts
  std::uint64_t stream_credit = 0;                    ///< used by all streams together
  std::uint64_t stream_charge = 0;                    ///< used of the window of the link
};

/// What an end of a link keeps, counted anew where that is possible: for who compares the two ends,
/// and what is said to be held with what is held. Takes time for each stream and request.
struct link_ledger {
  direction_ledger out, in;
  std::uint64_t streams = 0;    ///< of which anything is left
  std::uint64_t stream_ids = 0; ///< their sum
  std::uint64_t transfers = 0;  ///< large messages of the peer that are being assembled
  std::uint64_t running = 0;    ///< requests of the peer's with a handler
  std::uint64_t openings = 0;   ///< of the peer's streams that wait for their handlers, bytes
  std::uint64_t held = 0;       ///< bytes of the peer's messages, as it is counted,
  std::uint64_t held_now = 0;   ///< and as it is
  std::uint64_t shared = 0;     ///< what the links' common bound knows of it
  /// Nothing waits here: no output, no input, no event, and nothing is owed.
  bool rests = false;
  bool has_posts = false; ///< the posts of the pair go over this link
  /// Since when an acknowledgement, or credit of streams, is owed; `never`: it is not.
  time_point ack_owed = never, credit_owed = never;
};

} // namespace carrick::net
