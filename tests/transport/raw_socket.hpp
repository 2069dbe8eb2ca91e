#pragma once

#include <carrick/net/socket/unique_fd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::test {

/// What a peer does that is no transport of ours. Blocking IPv4 sockets on loopback.
struct raw_socket {
  net::unique_fd fd;

  static raw_socket connected_to(std::string_view address);
  /// Perhaps connected later; never blocks.
  static raw_socket connecting_to(std::string_view address);
  static raw_socket listening(int backlog);
  raw_socket accept() const;

  std::string address() const; ///< its own
  void send(std::string_view text) const;
  std::string receive(std::size_t bytes_max) const;
  /// Closes with a reset.
  void reset();
};

std::string unused_tcp_address();

} // namespace carrick::test
