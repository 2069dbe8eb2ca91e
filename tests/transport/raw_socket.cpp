#include "raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>

#include <cerrno>

namespace carrick::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  out.sin_port = htons(port);
  return out;
}

sockaddr_in loopback_at(std::string_view address) {
  const int port = std::stoi(std::string{address.substr(address.rfind(':') + 1)});
  return loopback(static_cast<std::uint16_t>(port));
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

} // namespace

raw_socket raw_socket::connected_to(std::string_view address) {
  raw_socket out{net::unique_fd{::socket(AF_INET, SOCK_STREAM, 0)}};
  const sockaddr_in to = loopback_at(address);
  REQUIRE(::connect(out.fd.get(), generic(to), sizeof to) == 0);
  return out;
}

raw_socket raw_socket::connecting_to(std::string_view address) {
  raw_socket out{net::unique_fd{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)}};
  const sockaddr_in to = loopback_at(address);
  const int outcome = ::connect(out.fd.get(), generic(to), sizeof to);
  REQUIRE((outcome == 0 || errno == EINPROGRESS));
  return out;
}

raw_socket raw_socket::listening(int backlog) {
  raw_socket out{net::unique_fd{::socket(AF_INET, SOCK_STREAM, 0)}};
  const sockaddr_in at = loopback(0);
  REQUIRE(::bind(out.fd.get(), generic(at), sizeof at) == 0);
  REQUIRE(::listen(out.fd.get(), backlog) == 0);
  return out;
}

raw_socket raw_socket::accept() const {
  raw_socket out{net::unique_fd{::accept(fd.get(), nullptr, nullptr)}};
  REQUIRE(out.fd);
  return out;
}

std::string raw_socket::address() const {
  sockaddr_in own{};
  socklen_t size = sizeof own;
  REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&own), &size) == 0);
  return "127.0.0.1:" + std::to_string(ntohs(own.sin_port));
}

void raw_socket::send(std::string_view text) const {
  REQUIRE(::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
}

std::string raw_socket::receive(std::size_t bytes_max) const {
  std::string out(bytes_max, '\0');
  const ssize_t received = ::recv(fd.get(), out.data(), out.size(), 0);
  REQUIRE(received >= 0);
  out.resize(static_cast<std::size_t>(received));
  return out;
}

void raw_socket::reset() {
  const linger at_once{1, 0};
  REQUIRE(::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
  fd.reset();
}

std::string unused_tcp_address() {
  raw_socket bound{net::unique_fd{::socket(AF_INET, SOCK_STREAM, 0)}};
  const sockaddr_in at = loopback(0);
  REQUIRE(::bind(bound.fd.get(), generic(at), sizeof at) == 0);
  return bound.address();
}

} // namespace carrick::test
