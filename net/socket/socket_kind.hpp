#pragma once

#include <sys/socket.h>

#include <string>

namespace carrick::net {

/// The other end of a connected socket.
struct socket_peer {
  std::string address; ///< as connection::remote_address() gives it
  bool is_local = false;
};

/// What differs between TCP and Unix sockets once they are connected. Shared by loops: no state.
class socket_kind {
 public:
  virtual ~socket_kind() = default;
  /// Sets the options of a connected socket.
  virtual void set_up(int fd) const noexcept = 0;
  virtual socket_peer peer_at(const sockaddr_storage& address, socklen_t size) const = 0;
  virtual bool has_integrity() const noexcept = 0;
};

} // namespace carrick::net
