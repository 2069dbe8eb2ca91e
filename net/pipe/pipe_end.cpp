#include <carrick/core/ensure.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/net/pipe/pipe.hpp>
#include <carrick/net/pipe/pipe_end.hpp>

#include <algorithm>
#include <utility>

namespace carrick::net {
namespace {

constexpr std::size_t kept_bytes = 4 * limits::KiB; // of memory, while nothing is under way

std::size_t bytes_in(std::span<const byte_span> pieces) noexcept {
  std::size_t bytes = 0;
  for (byte_span piece : pieces) bytes += piece.size();
  return bytes;
}

} // namespace

pipe_end::pipe_end(pipe& whole, loop_services& owner, std::string remote_address)
    : whole_(whole), owner_(owner), remote_address_(std::move(remote_address)) {}

void pipe_end::start(connection_events& events) {
  std::lock_guard lock{whole_.mutex_};
  ENSURE(!started_);
  started_ = true;
  if (closed_) return;
  events_ = &events;
  schedule();
}

std::size_t pipe_end::write(std::span<const byte_span> pieces) {
  const std::size_t offered = bytes_in(pieces);
  if (events_ == nullptr || offered == 0) return 0;
  std::lock_guard lock{whole_.mutex_};
  if (half_closed_ || write_failed_) return 0;
  if (other_->closed_) {
    write_failed_ = true;
    schedule();
    return 0;
  }
  const std::size_t taken = other_->take(pieces);
  room_wanted_ = taken < offered;
  if (room_wanted_ && other_->room() > 0) schedule(); // a limit of the call, not of the pipe
  return taken;
}

std::size_t pipe_end::take(std::span<const byte_span> pieces) {
  std::size_t left = std::min(room(), limits::write_bytes);
  const std::size_t before = left;
  std::size_t count = 0; // as for a socket, of those that hold something
  for (byte_span piece : pieces) {
    if (piece.empty()) continue;
    if (left == 0 || ++count > limits::write_pieces) break;
    const std::size_t taken = std::min(piece.size(), left);
    append(piece.first(taken));
    left -= taken;
  }
  if (left < before) schedule();
  return before - left;
}

void pipe_end::append(byte_span bytes) {
  const std::size_t size = incoming_.size() + bytes.size();
  if (size > kept_bytes && size > incoming_.capacity()) incoming_.reserve(whole_.capacity_bytes_);
  incoming_.append(bytes);
}

std::size_t pipe_end::room() const noexcept { return whole_.capacity_bytes_ - incoming_.size(); }

/// The owning loop is called with the mutex held: once close() has returned, it is not called again
/// and may end.
void pipe_end::schedule() {
  if (!started_ || closed_ || keep_) return;
  keep_ = whole_.shared_from_this();
  owner_.submit(*this);
}

void pipe_end::pause_reading(bool paused) {
  paused_ = paused;
  if (paused) return;
  std::lock_guard lock{whole_.mutex_};
  if (!incoming_.empty() || input_over_) schedule();
}

void pipe_end::half_close() {
  std::lock_guard lock{whole_.mutex_};
  if (half_closed_ || closed_) return;
  half_closed_ = true;
  room_wanted_ = false;
  other_->input_over_ = true;
  other_->schedule();
}

void pipe_end::close() {
  events_ = nullptr;
  std::lock_guard lock{whole_.mutex_};
  if (closed_) return;
  closed_ = true;
  other_->input_over_ = true;
  other_->input_lost_ = !incoming_.empty();
  incoming_.release();
  other_->schedule();
}

void pipe_end::run() noexcept {
  findings found = look();
  report(found);
}

pipe_end::findings pipe_end::look() {
  findings found;
  std::lock_guard lock{whole_.mutex_};
  found.keep = std::move(keep_);
  if (events_ == nullptr) return found;
  if (!paused_) {
    found.bytes.swap(incoming_);
    found.input_over = input_over_;
    found.input_lost = input_lost_;
    if (!found.bytes.empty() && other_->room_wanted_) other_->schedule();
  }
  found.write_failed = write_failed_ || (room_wanted_ && other_->closed_);
  if (room_wanted_ && !other_->closed_ && other_->room() > 0) {
    room_wanted_ = false;
    found.writable = true;
  }
  return found;
}

/// Any of the events may close this end, pause it or write.
void pipe_end::report(findings& found) {
  if (!found.bytes.empty()) {
    hand_over(found.bytes.bytes(), *events_);
    take_back(found.bytes);
  }
  if (events_ != nullptr && found.write_failed) return fail();
  if (events_ != nullptr && found.writable) events_->on_writable();
  if (events_ == nullptr || !found.input_over || paused_ || end_reported_) return;
  end_reported_ = true;
  if (found.input_lost) return fail();
  events_->on_end(status{});
}

/// An idle pipe holds little memory, a busy one does not ask for it anew each time.
void pipe_end::take_back(buffer& emptied) {
  if (emptied.capacity() > kept_bytes) return;
  emptied.clear();
  std::lock_guard lock{whole_.mutex_};
  if (incoming_.capacity() == 0 && !closed_) incoming_.swap(emptied);
}

void pipe_end::fail() {
  connection_events* const events = events_;
  close();
  events->on_end(carrick::fail(
    code::link_lost, "connection to " + remote_address_ + " lost: closed by the other side"));
}

} // namespace carrick::net
