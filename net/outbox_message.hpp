#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/body.hpp>
#include <carrick/net/message_head.hpp>

namespace carrick::net {

/// A request, or the opening of a stream.
struct outbox_message {
  message_head head;
  message_body body; ///< kept if it must wait
  time_point deadline = never;
  bool wait_for_link = false; ///< up to the deadline instead of failing; not for openings
};

} // namespace carrick::net
