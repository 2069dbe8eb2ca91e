#pragma once

#include <carrick/core/result.hpp>
#include <carrick/membership/etcd_calls.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What etcd's JSON gateway answers. An answer that no etcd gives is `malformed`, with the reason.
namespace carrick::membership::etcd {

/// Why a call was refused. `not_found` for a lease that has ended, `unreachable` for everything
/// that another endpoint or a later try may do better; ok for an answer with status 200.
status refusal_of(const etcd_reply& reply);

struct lease {
  std::int64_t id = 0;
  std::int64_t ttl_seconds = 0; ///< 0 in an answer to keep_alive(): it has ended
};
result<lease> granted(std::string_view body);
/// The last of the answers that the body holds.
result<lease> kept_alive(std::string_view body);

struct pair {
  std::string key;
  std::string value;
};
struct listing {
  std::string cluster; ///< etcd's id of itself
  std::int64_t revision = 0;
  std::vector<pair> pairs;
};
result<listing> listed(std::string_view body);

// -- a line of a watch ----------------------------------------------------------------------------

struct watch_created {
  std::string cluster;
  std::int64_t revision = 0; ///< of the store now
};
struct watch_change {
  bool deleted = false;
  pair what; ///< of a deleted key without value
  std::int64_t revision = 0;
};
/// Changes in the order in which they happened; none: a sign of life.
using watch_changes = std::vector<watch_change>;
struct watch_ended {
  std::int64_t compacted = 0; ///< what was asked for is older than this revision; 0: it is not that
  std::string why;
};

using watch_line = std::variant<watch_created, watch_changes, watch_ended>;
result<watch_line> watched(std::string_view line);

} // namespace carrick::membership::etcd
