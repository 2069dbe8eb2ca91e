#include <carrick/core/quantity.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/net/socket/socket_acceptor.hpp>
#include <carrick/net/socket/socket_connection.hpp>
#include <carrick/net/socket/socket_error.hpp>
#include <carrick/net/socket/socket_kind.hpp>

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <utility>

namespace carrick::net {
namespace {

using namespace std::chrono_literals;

constexpr int accepts_a_turn = 32;
constexpr auto accept_pause = 100ms;

/// What concerns one connection only, which is gone: accept(2) says to go on with the next.
bool concerns_one_connection(int error) noexcept {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case EPERM:
    case EPROTO:
    case ENETDOWN:
    case ENETUNREACH:
    case ENONET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
      return true;
    default:
      return false;
  }
}

} // namespace

socket_acceptor::socket_acceptor(loop_services& owner, std::shared_ptr<const socket_kind> kind,
                                 std::string address, accept_events& events)
    : owner_(owner),
      kind_(std::move(kind)),
      address_(std::move(address)),
      events_(&events),
      socket_(owner.io()),
      pause_timer_(owner.io()) {
  keep_spare();
}

int socket_acceptor::start(unique_fd socket) {
  boost::system::error_code error;
  socket_.assign(socket.get(), error);
  if (error) return error.value();
  (void)socket.release();
  wait();
  return 0;
}

void socket_acceptor::close() {
  events_ = nullptr;
  boost::system::error_code ignored;
  socket_.close(ignored);
  pause_timer_.cancel();
  spare_.reset();
}

void socket_acceptor::wait() {
  socket_.async_wait(descriptor::wait_read,
                     slot_handler<socket_acceptor, &socket_acceptor::on_acceptable>{*this, slot_});
}

void socket_acceptor::on_acceptable(const boost::system::error_code& error) {
  if (error) return; // closed
  for (int i = 0; i < accepts_a_turn; ++i) {
    if (events_ == nullptr) return;
    if (accept_one()) continue;
    if (errno == EAGAIN) break;
    if (!concerns_one_connection(errno)) return pause(errno);
  }
  if (events_ != nullptr) wait();
}

/// False leaves the reason in errno.
bool socket_acceptor::accept_one() {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  unique_fd socket{::accept4(socket_.native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC)};
  if (!socket) return false;
  kind_->set_up(socket.get());
  events_->on_accepted(std::make_unique<socket_connection>(owner_, kind_, std::move(socket),
                                                           kind_->peer_at(from, size)));
  return true;
}

void socket_acceptor::pause(int error) {
  if (error == EMFILE || error == ENFILE) shed();
  pause_timer_.expires_after(accept_pause);
  pause_timer_.async_wait(
    [self = boost::intrusive_ptr<socket_acceptor>{this}](const boost::system::error_code& failed) {
      self->on_pause_over(failed);
    });
  events_->on_accept_paused(fail(code::overloaded,
                                 "nothing is accepted at " + address_ + " for " +
                                   format_duration(accept_pause) + ": " + errno_text(error)));
}

/// Whoever waits to be accepted learns at once that this node cannot, and comes again later by its
/// own rules, in place of waiting for an answer until its time is up.
void socket_acceptor::shed() noexcept {
  if (!spare_) return;
  spare_.reset();
  for (int i = 0; i < accepts_a_turn; ++i) {
    unique_fd dropped{::accept4(socket_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!dropped) break;
  }
  keep_spare();
}

void socket_acceptor::keep_spare() noexcept {
  if (!spare_) spare_ = unique_fd{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
}

void socket_acceptor::on_pause_over(const boost::system::error_code& error) {
  if (error || events_ == nullptr) return;
  keep_spare();
  wait();
}

} // namespace carrick::net
