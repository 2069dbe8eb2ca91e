#include <carrick/net/socket/socket_error.hpp>
#include <carrick/net/tcp/tcp_listening.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

namespace carrick::net {
namespace {

code code_of(int error) noexcept {
  switch (error) {
    case EADDRINUSE:
      return code::address_in_use;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return code::overloaded;
    default:
      return code::invalid_argument;
  }
}

status listen_failure(int error, const tcp_endpoint& endpoint) {
  if (error == EADDRINUSE)
    return fail(code::address_in_use, text_of(endpoint) + " is used by another socket");
  return fail(code_of(error), "cannot listen on " + text_of(endpoint) + ": " + errno_text(error));
}

void enable(int fd, int level, int option, int value) noexcept {
  (void)::setsockopt(fd, level, option, &value, sizeof value);
}

} // namespace

result<tcp_endpoint> listen_endpoint(std::string_view address) {
  auto parsed = host_port::parse(address);
  if (!parsed) return fail(code::invalid_argument, to_string(parsed.error()));
  if (auto numeric = numeric_endpoint(*parsed)) return *numeric;
  return fail(code::invalid_argument,
              "cannot listen on " + parsed->text() + ", which is a name that nobody has looked up");
}

result<unique_fd> listening_socket(const tcp_endpoint& endpoint, int backlog) {
  unique_fd socket{::socket(endpoint.protocol().family(),
                            SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)};
  if (!socket) return listen_failure(errno, endpoint);
  enable(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1); // a restarted node finds its port free
  if (endpoint.address().is_v6()) enable(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (::bind(socket.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0 ||
      ::listen(socket.get(), backlog) != 0)
    return listen_failure(errno, endpoint);
  return socket;
}

tcp_endpoint bound_endpoint(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  return endpoint_from(address, size);
}

} // namespace carrick::net
