#pragma once

#include <carrick/net/socket/socket_kind.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

namespace carrick::net {

/// TCP's part of a socket connection: options and addresses.
class tcp_sockets final : public socket_kind {
 public:
  explicit tcp_sockets(const tcp_options& options) : options_(options) {}

  const tcp_options& options() const noexcept { return options_; }

  void set_up(int fd) const noexcept override;
  socket_peer peer_at(const sockaddr_storage& address, socklen_t size) const override;
  bool has_integrity() const noexcept override { return false; }

 private:
  const tcp_options options_;
};

} // namespace carrick::net
