#pragma once

#include <carrick/core/host_port.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/socket/socket_kind.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <sys/socket.h>

#include <optional>
#include <string>

namespace carrick::net {

using tcp_endpoint = boost::asio::ip::tcp::endpoint;

// An IPv6 address that stands for an IPv4 one, as of what comes through an IPv6 socket, is that
// IPv4 address in both: what was dialed, who is there and whose turn it is are compared.

tcp_endpoint endpoint_from(const sockaddr_storage& address, socklen_t size);
/// Nothing if the host is a name, to be looked up.
std::optional<tcp_endpoint> numeric_endpoint(const host_port& address);

/// "127.0.0.1:7101", "[::1]:7101".
std::string text_of(const tcp_endpoint& endpoint);
socket_peer peer_of(const tcp_endpoint& endpoint);

} // namespace carrick::net
