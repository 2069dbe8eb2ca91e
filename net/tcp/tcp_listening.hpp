#pragma once

#include <carrick/core/result.hpp>
#include <carrick/net/socket/unique_fd.hpp>
#include <carrick/net/tcp/endpoint.hpp>

#include <string_view>

namespace carrick::net {

/// Where to listen; `invalid_argument` for a name, which is looked up before.
result<tcp_endpoint> listen_endpoint(std::string_view address);

/// A non-blocking socket that listens there.
result<unique_fd> listening_socket(const tcp_endpoint& endpoint, int backlog);

/// The address that a socket was bound to, with the port that was chosen for port 0.
tcp_endpoint bound_endpoint(int fd);

} // namespace carrick::net
