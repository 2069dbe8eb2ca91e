#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>

#include <string>
#include <string_view>

namespace carrick {

/// What an actor gets once for each actor that it monitors, or each time for a lasting monitor: an
/// ordinary message for its behavior.
struct down_event {
  enum class reason : unsigned char {
    ended,         ///< it has ended; also: its process was replaced, or leaves the cluster
    no_such_actor, ///< there was none of that name, or its node cannot tell
    node_failed,   ///< the membership has given its node up; whether it still runs is not known
    removed,       ///< its node is no member (any more)
  };

  node_id node;
  std::string actor;
  reason what = reason::ended;
  status why; ///< of `ended`: ok if by its own will, else how it failed

  friend bool operator==(const down_event&, const down_event&) = default;
};

/// What an actor gets for an actor that it monitors lastingly when that is there: at first, and
/// when it is back.
struct up_event {
  node_id node;
  std::string actor;

  friend bool operator==(const up_event&, const up_event&) = default;
};

struct monitor_options {
  /// The monitor stands until demonitor(): its actor gets an up_event whenever the other one is
  /// there, and a down_event whenever it no longer is.
  bool lasting = false;
};

/// "ended", "no_such_actor", ...
std::string_view name_of(down_event::reason reason) noexcept;
/// "n2/store is down (ended): internal: no disk": for logs and tests.
std::string to_string(const down_event& event);

} // namespace carrick
