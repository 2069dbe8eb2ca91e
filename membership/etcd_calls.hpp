#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// The five calls of etcd's JSON gateway (version 3.4 and later) that a membership takes, and the
/// revocation of a lease. Numbers of 64 bits are texts there, keys and values base64.
namespace carrick::membership {

/// One POST to an endpoint.
struct etcd_call {
  std::string path;
  std::string body;
  /// The answer has no end: its lines are for etcd_view.
  bool streams = false;
};

/// What came of a call that does not stream.
struct etcd_reply {
  unsigned status = 0; ///< of HTTP
  std::string body;
};

namespace etcd {

etcd_call grant(duration ttl);
etcd_call keep_alive(std::int64_t lease);
etcd_call revoke(std::int64_t lease);
etcd_call put(std::string_view key, std::string_view value, std::int64_t lease);
/// All keys that begin with `prefix`.
etcd_call range(std::string_view prefix);
etcd_call watch(std::string_view prefix, std::int64_t from_revision);

/// The first key behind all that begin with `prefix`; "\0" (all that follow) if there is none.
std::string end_of(std::string prefix);

} // namespace etcd
} // namespace carrick::membership
