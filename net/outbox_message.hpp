#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/body.hpp>
#include <carrick/net/message_head.hpp>

namespace carrick::net {

/// A message for a peer. Posts have no deadline, streams need none.
struct outbox_message {
  message_head head;
  message_body body; ///< kept if it must wait
  time_point deadline = never;
  bool wait_for_link = false; ///< instead of failing, up to the deadline and not longer than:
  time_point wait_until = never;
};

/// What there is to wait for about posts: room in the buffer of unsent ones, or that all were taken
/// over by the peer, or lost.
enum class post_wait : unsigned char { room, settled };

} // namespace carrick::net
