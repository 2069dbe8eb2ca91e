#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>

/// Sockets of 127.0.0.1; what fails throws.
namespace carrick::bench::sockets {

[[noreturn]] inline void cannot(const std::string& what) {
  throw std::runtime_error{"cannot " + what + ": " + std::strerror(errno)};
}

inline void set(int socket, int level, int option, int value) {
  if (::setsockopt(socket, level, option, &value, sizeof value) != 0) cannot("set an option");
}

inline sockaddr_in at(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

/// Listens on a port that the kernel chooses.
inline int listen() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = at(0);
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) cannot("bind");
  if (::listen(socket, 128) != 0) cannot("listen");
  return socket;
}

inline std::uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) cannot("ask");
  return ntohs(address.sin_port);
}

inline int accept(int listening) {
  const int socket = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) cannot("accept");
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  return socket;
}

inline int connect(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = at(port);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    cannot("connect");
  }
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  return socket;
}

inline bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

/// At least one byte; 0 only with MSG_DONTWAIT, when there is none.
inline std::size_t read_some(int socket, char* to, std::size_t room, int flags = 0) {
  const auto got = ::recv(socket, to, room, flags);
  if (got > 0) return static_cast<std::size_t>(got);
  if (got < 0 && would_block()) return 0;
  if (got == 0) throw std::runtime_error{"the other side has closed"};
  cannot("read");
}

/// What the kernel takes; 0 only for a socket that does not block.
inline std::size_t write_some(int socket, const char* from, std::size_t count) {
  const auto put = ::send(socket, from, count, MSG_NOSIGNAL);
  if (put >= 0) return static_cast<std::size_t>(put);
  if (would_block()) return 0;
  cannot("write");
}

inline void write_all(int socket, const char* from, std::size_t count) {
  while (count != 0) {
    const auto put = write_some(socket, from, count);
    from += put;
    count -= put;
  }
}

/// Blocks until it can be read or written; which of POLLIN and POLLOUT it is.
inline int wait(int socket) {
  pollfd one{socket, POLLIN | POLLOUT, 0};
  if (::poll(&one, 1, -1) != 1) cannot("wait");
  return one.revents;
}

} // namespace carrick::bench::sockets
