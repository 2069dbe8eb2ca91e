#include <carrick/net/tcp/endpoint.hpp>
#include <carrick/net/tcp/tcp_sockets.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace carrick::net {
namespace {

/// All of these are improvements that a connection also works without.
void set_option(int fd, int level, int option, int value) noexcept {
  (void)::setsockopt(fd, level, option, &value, sizeof value);
}

} // namespace

void tcp_sockets::set_up(int fd) const noexcept {
  if (auto bytes = static_cast<int>(options_.buffer_bytes); bytes > 0) {
    set_option(fd, SOL_SOCKET, SO_RCVBUF, bytes);
    set_option(fd, SOL_SOCKET, SO_SNDBUF, bytes);
  }
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, static_cast<int>(options_.unsent_bytes));
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(options_.user_timeout.count()));
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(options_.keepalive_after.count()));
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(options_.keepalive_interval.count()));
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, options_.keepalive_probes);
}

socket_peer tcp_sockets::peer_at(const sockaddr_storage& address, socklen_t size) const {
  return peer_of(endpoint_from(address, size));
}

} // namespace carrick::net
