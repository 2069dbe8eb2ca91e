#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>
#include <carrick/net/transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace carrick::net {

/// How TCP sockets are set up. The time limits are backstops: a link's own pings decide earlier.
struct tcp_options {
  /// Sent bytes without an acknowledgement for this long break the connection.
  std::chrono::milliseconds user_timeout =
    std::max<std::chrono::milliseconds>(3 * limits::fail_after, std::chrono::seconds(10));
  std::chrono::seconds keepalive_after{15};
  std::chrono::seconds keepalive_interval{5};
  int keepalive_probes = 3;
  /// Bytes that the kernel holds unsent before the connection counts as not writable.
  std::size_t unsent_bytes = limits::write_ahead_bytes;
  /// Of the kernel, each way; 0: it sees for itself what a connection needs.
  std::size_t buffer_bytes = 0;
  /// Connections that wait to be accepted; the kernel refuses or ignores more.
  int backlog = 1024;
  /// "host:port", numeric, asked in turn for the names that are dialed. Empty: those of the system.
  std::vector<std::string> name_servers{};
};

/// TCP, over IPv4 and IPv6. Addresses are "host:port": "127.0.0.1:7101", "[::1]:7101",
/// "n1.example:7101". Port 0 listens on a free port. A name that is dialed is looked up first, for
/// at most 3/4 of the limit and without anybody waiting; each of its addresses gets its share of
/// what is left. A node whose address to listen at is a name listens at the first address of it.
std::unique_ptr<transport> make_tcp_transport(const tcp_options& options = {});

} // namespace carrick::net
