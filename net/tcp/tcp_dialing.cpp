#include <carrick/core/quantity.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/net/socket/socket_connection.hpp>
#include <carrick/net/socket/socket_error.hpp>
#include <carrick/net/tcp/tcp_dialing.hpp>
#include <carrick/net/tcp/tcp_sockets.hpp>

#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

namespace carrick::net {
namespace {

constexpr std::size_t endpoints_max = 8; // of one name; with more, each one's share is too short

std::string in_milliseconds(duration d) {
  return format_duration(std::chrono::ceil<std::chrono::milliseconds>(d));
}

std::string connect_failure(int error, const tcp_endpoint& endpoint) {
  if (error == ECONNREFUSED) return "connection refused by " + text_of(endpoint);
  return "cannot connect to " + text_of(endpoint) + ": " + errno_text(error);
}

/// A dial of a free port of this machine can be given that same port as its own, and then it meets
/// itself.
bool meets_itself(int fd) noexcept {
  sockaddr_storage own{};
  sockaddr_storage peer{};
  socklen_t own_size = sizeof own;
  socklen_t peer_size = sizeof peer;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_size) == 0 &&
    ::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0 &&
    endpoint_from(own, own_size) == endpoint_from(peer, peer_size);
}

/// 0 or an errno.
int connect_result(int fd) noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  if (error == 0 && meets_itself(fd)) return ECONNREFUSED;
  return error;
}

} // namespace

tcp_dialing::tcp_dialing(loop_services& owner, std::shared_ptr<const tcp_sockets> sockets,
                         dial_events& events)
    : owner_(owner),
      sockets_(std::move(sockets)),
      events_(&events),
      timer_(owner.io()),
      socket_(owner.io()) {}

void tcp_dialing::start(std::string_view address, duration limit) {
  auto parsed = host_port::parse(address);
  if (!parsed) return finish_later(fail(code::invalid_argument, to_string(parsed.error())));
  if (parsed->port == 0)
    return finish_later(
      fail(code::invalid_argument, "port 0 of " + parsed->text() + " cannot be dialed"));
  deadline_ = deadline_after(owner_.now(), limit);
  if (auto numeric = numeric_endpoint(*parsed)) {
    endpoints_.push_back(*numeric);
    boost::asio::post(owner_.io(),
                      [self = boost::intrusive_ptr<tcp_dialing>{this}] { self->try_next(); });
  } else {
    look_up(*parsed, limit / 4 * 3); // the rest is for its addresses
  }
}

void tcp_dialing::look_up(const host_port& address, duration limit) {
  lookup_.emplace(owner_.io(), name_lookup_options{limit, sockets_->options().name_servers});
  lookup_->ask_addresses(
    address.host, [this, port = address.port](const auto& found) { on_looked_up(found, port); });
}

void tcp_dialing::on_looked_up(const result<std::vector<std::string>>& found, std::uint16_t port) {
  const boost::intrusive_ptr<tcp_dialing> kept{this};
  lookup_.reset();
  if (!found) return finish(found.error());
  for (const auto& host : *found) {
    if (endpoints_.size() == endpoints_max) break;
    if (auto endpoint = numeric_endpoint({host, port})) endpoints_.push_back(*endpoint);
  }
  try_next();
}

void tcp_dialing::try_next() {
  if (events_ == nullptr) return;
  while (next_ < endpoints_.size()) {
    const duration left = deadline_ - owner_.now();
    if (left <= duration::zero()) {
      give_endpoint_up("no time was left for " + text_of(endpoints_[next_]));
      break;
    }
    share_ = left / static_cast<int>(endpoints_.size() - next_);
    if (try_endpoint(endpoints_[next_++])) return;
  }
  finish(fail(code::unreachable, failures_));
}

bool tcp_dialing::try_endpoint(const tcp_endpoint& endpoint) {
  unique_fd socket{::socket(endpoint.protocol().family(),
                            SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)};
  if (!socket) {
    give_endpoint_up(connect_failure(errno, endpoint));
    return false;
  }
  // Before it is registered: a socket that neither is connected nor connects is always "ready".
  if (::connect(socket.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0 &&
      errno != EINPROGRESS) {
    give_endpoint_up(connect_failure(errno, endpoint));
    return false;
  }
  boost::system::error_code error;
  socket_.assign(socket.get(), error);
  if (error) {
    give_endpoint_up(connect_failure(error.value(), endpoint));
    return false;
  }
  (void)socket.release();
  wait_connected();
  return true;
}

void tcp_dialing::wait_connected() {
  arm(share_);
  socket_.async_wait(descriptor::wait_write,
                     [self = boost::intrusive_ptr<tcp_dialing>{this},
                      step = step_](const boost::system::error_code&) {
                       if (self->step_ == step) self->on_connected();
                     });
}

void tcp_dialing::on_connected() {
  const tcp_endpoint& endpoint = endpoints_[next_ - 1];
  if (const int error = connect_result(socket_.native_handle())) {
    give_endpoint_up(connect_failure(error, endpoint));
    return try_next();
  }
  unique_fd socket{socket_.release()};
  sockets_->set_up(socket.get());
  finish(
    std::make_unique<socket_connection>(owner_, sockets_, std::move(socket), peer_of(endpoint)));
}

void tcp_dialing::give_endpoint_up(const std::string& why) {
  ++step_;
  boost::system::error_code ignored;
  socket_.close(ignored);
  failures_ += failures_.empty() ? why : "; " + why;
}

/// Begins a step, which ends with on_time_over() unless it ends earlier.
void tcp_dialing::arm(duration from_now) {
  ++step_;
  timer_.expires_after(from_now);
  timer_.async_wait([self = boost::intrusive_ptr<tcp_dialing>{this},
                     step = step_](const boost::system::error_code&) {
    if (self->step_ == step) self->on_time_over();
  });
}

void tcp_dialing::on_time_over() {
  give_endpoint_up("no answer from " + text_of(endpoints_[next_ - 1]) + " within " +
                   in_milliseconds(share_));
  try_next();
}

void tcp_dialing::finish_later(status why) {
  boost::asio::post(owner_.io(),
                    [self = boost::intrusive_ptr<tcp_dialing>{this}, why = std::move(why)] {
                      if (self->events_ != nullptr) self->finish(why);
                    });
}

void tcp_dialing::finish(result<std::unique_ptr<connection>> outcome) {
  dial_events* const events = events_;
  cancel();
  events->on_dialed(std::move(outcome));
}

void tcp_dialing::cancel() {
  events_ = nullptr;
  ++step_;
  lookup_.reset();
  timer_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

} // namespace carrick::net
