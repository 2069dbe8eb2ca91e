#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/body.hpp>
#include <carrick/net/message_head.hpp>

namespace carrick::net {

/// A message for a peer. Posts have no deadline.
struct outbox_message {
  message_head head;
  message_body body; ///< kept if it must wait
  time_point deadline = never;
  bool wait_for_link = false; ///< requests: up to the deadline instead of failing
};

} // namespace carrick::net
