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

tcp_endpoint endpoint_from(const sockaddr_storage& address, socklen_t size);

/// "127.0.0.1:7101", "[::1]:7101"; an IPv4 address that came through an IPv6 socket as IPv4.
std::string text_of(const tcp_endpoint& endpoint);
socket_peer peer_of(const tcp_endpoint& endpoint);

/// Nothing if the host is a name, to be looked up.
std::optional<tcp_endpoint> numeric_endpoint(const host_port& address);

} // namespace carrick::net
