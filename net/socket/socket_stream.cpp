#include <carrick/core/ensure.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/net/socket/socket_error.hpp>
#include <carrick/net/socket/socket_stream.hpp>

#include <boost/asio/post.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace carrick::net {
namespace {

constexpr std::size_t read_bytes_a_turn = 512 * limits::KiB;
// Behind bytes that have a place of their own: the next header, and what is small.
constexpr std::size_t behind_room_bytes = 1 * limits::KiB;

/// The front of some pieces in the form that the kernel takes.
class gathered {
 public:
  explicit gathered(std::span<const byte_span> pieces) {
    for (byte_span piece : pieces) {
      if (piece.empty()) continue;
      if (count_ == limits::write_pieces || bytes_ == limits::write_bytes) {
        whole_ = false;
        return;
      }
      add(piece);
    }
  }

  std::size_t bytes() const noexcept { return bytes_; }
  /// Nothing was left out.
  bool whole() const noexcept { return whole_; }

  ssize_t send(int fd) noexcept {
    msghdr message{};
    message.msg_iov = parts_.data();
    message.msg_iovlen = count_;
    ssize_t sent;
    do sent = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent;
  }

 private:
  void add(byte_span piece) noexcept {
    const std::size_t taken = std::min(piece.size(), limits::write_bytes - bytes_);
    if (taken < piece.size()) whole_ = false;
    // The kernel's type serves reading as well, hence the cast.
    parts_[count_++] = {const_cast<std::byte*>(piece.data()), taken};
    bytes_ += taken;
  }

  std::array<iovec, limits::write_pieces> parts_; // the first count_ are set
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  bool whole_ = true;
};

bool is_would_block(int error) noexcept { return error == EAGAIN; } // EWOULDBLOCK too, on Linux

ssize_t receive(int fd, std::span<std::byte> first, std::span<std::byte> behind) noexcept {
  std::array<iovec, 2> parts{{{first.data(), first.size()}, {behind.data(), behind.size()}}};
  msghdr message{};
  message.msg_iov = first.empty() ? &parts[1] : parts.data();
  message.msg_iovlen = first.empty() ? 1 : 2;
  ssize_t received;
  do received = ::recvmsg(fd, &message, MSG_DONTWAIT);
  while (received < 0 && errno == EINTR);
  return received;
}

} // namespace

socket_stream::socket_stream(loop_services& owner, unique_fd socket, std::string remote_address)
    : owner_(owner), socket_(owner.io()), remote_address_(std::move(remote_address)) {
  boost::system::error_code error;
  socket_.assign(socket.get(), error);
  if (error)
    broken_by_ = error.value();
  else
    (void)socket.release();
}

void socket_stream::start(connection_events& events) {
  ENSURE(!started_);
  started_ = true;
  if (!socket_.is_open() && broken_by_ == 0) return; // closed already
  events_ = &events;
  if (socket_.is_open())
    wait_readable();
  else
    break_later(broken_by_);
}

void socket_stream::pause_reading(bool paused) {
  paused_ = paused;
  wait_readable();
}

void socket_stream::wait_readable() {
  if (!reading() || read_waiting_) return;
  read_waiting_ = true;
  socket_.async_wait(descriptor::wait_read,
                     slot_handler<socket_stream, &socket_stream::on_readable>{*this, read_slot_});
}

void socket_stream::on_readable(const boost::system::error_code& error) {
  read_waiting_ = false;
  if (error) return; // closed
  read_this_turn_ = 0;
  while (reading() && read_this_turn_ < read_bytes_a_turn) {
    if (read_once() != read_outcome::full) break;
  }
  wait_readable();
}

socket_stream::read_outcome socket_stream::read_once() {
  const std::span<std::byte> room = events_->room();
  scratch_loan loan = owner_.scratch();
  std::span<std::byte> scratch = loan.bytes();
  if (!room.empty()) scratch = scratch.first(behind_room_bytes);
  const ssize_t received = receive(socket_.native_handle(), room, scratch);
  if (received > 0) {
    const auto count = static_cast<std::size_t>(received);
    read_this_turn_ += count;
    const std::size_t filled = std::min(count, room.size());
    if (filled > 0) events_->on_filled(filled);
    events_->on_bytes(scratch.first(count - filled));
    return count == room.size() + scratch.size() ? read_outcome::full : read_outcome::partial;
  }
  if (received == 0) {
    end_of_input();
    return read_outcome::stopped;
  }
  if (is_would_block(errno)) return read_outcome::nothing;
  fail(broken_by_ != 0 ? broken_by_ : errno);
  return read_outcome::stopped;
}

void socket_stream::end_of_input() {
  read_ended_ = true;
  if (broken_by_ != 0)
    fail(broken_by_);
  else
    events_->on_end(status{});
}

std::size_t socket_stream::write(std::span<const byte_span> pieces) {
  if (!writing()) return 0;
  gathered front{pieces};
  if (write_waiting_) {
    if (front.bytes() > 0) writable_wanted_ = true;
    return 0;
  }
  if (front.bytes() == 0) return 0;
  const ssize_t sent = front.send(socket_.native_handle());
  if (sent < 0 && !is_would_block(errno)) {
    break_later(errno);
    return 0;
  }
  const std::size_t taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  given_ += taken;
  writable_wanted_ = taken < front.bytes() || !front.whole();
  if (writable_wanted_ || far_enough_ahead()) wait_writable();
  return taken;
}

/// Asking the kernel what it has not sent costs less than waiting for it to say that it has.
bool socket_stream::far_enough_ahead() noexcept {
  if (given_ < limits::write_ahead_bytes) return false;
  int unsent = 0;
  if (::ioctl(socket_.native_handle(), SIOCOUTQNSD, &unsent) != 0) return true; // not TCP
  given_ = static_cast<std::size_t>(unsent);
  return given_ >= limits::write_ahead_bytes;
}

void socket_stream::wait_writable() {
  write_waiting_ = true;
  socket_.async_wait(descriptor::wait_write,
                     slot_handler<socket_stream, &socket_stream::on_writable>{*this, write_slot_});
}

void socket_stream::on_writable(const boost::system::error_code& error) {
  write_waiting_ = false;
  given_ = 0;
  if (error || !writing()) return;
  if (std::exchange(writable_wanted_, false)) events_->on_writable();
}

/// A write found the connection broken. What the other side sent before that may still be there to
/// read, a reason for the end perhaps.
void socket_stream::break_later(int error) {
  broken_by_ = error;
  boost::asio::post(owner_.io(),
                    [self = boost::intrusive_ptr<socket_stream>{this}] { self->report_break(); });
}

void socket_stream::report_break() {
  if (events_ == nullptr) return;
  const read_outcome outcome = reading() ? read_once() : read_outcome::nothing;
  if (outcome == read_outcome::full || outcome == read_outcome::partial)
    break_later(broken_by_); // once more: bytes are left
  else if (outcome == read_outcome::nothing)
    fail(broken_by_);
}

void socket_stream::fail(int error) {
  connection_events* const events = std::exchange(events_, nullptr);
  close();
  events->on_end(carrick::fail(code::link_lost,
                               "connection to " + remote_address_ + " lost: " + errno_text(error)));
}

void socket_stream::half_close() {
  if (half_closed_ || !socket_.is_open()) return;
  half_closed_ = true;
  ::shutdown(socket_.native_handle(), SHUT_WR); // a broken connection is reported by reading
}

void socket_stream::close() {
  events_ = nullptr;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

} // namespace carrick::net
