#include <carrick/sim/network/channel_end.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/sim/network/channel.hpp>
#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/flow.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim::transit {
namespace {

bool all_empty(std::span<const byte_span> pieces) noexcept {
  return std::all_of(pieces.begin(), pieces.end(), [](byte_span each) { return each.empty(); });
}

std::size_t bytes_in(std::span<const byte_span> pieces) noexcept {
  std::size_t bytes = 0;
  for (byte_span piece : pieces) bytes += piece.size();
  return bytes;
}

} // namespace

channel_end::channel_end(channel& whole, end_options options)
    : errand(options.at, options.owner),
      whole_(whole),
      remote_address_(std::move(options.remote_address)),
      integrity_(options.integrity) {}

void channel_end::connect(flow& in, flow& out) noexcept {
  in_ = &in;
  out_ = &out;
}

// Who owns it.

void channel_end::start(net::connection_events& events) {
  ENSURE(events_ == nullptr);
  if (over_) return;
  events_ = &events;
  wake();
}

std::size_t channel_end::write(std::span<const byte_span> pieces) {
  if (events_ == nullptr || half_closed_ || all_empty(pieces)) return 0;
  if (broken_ || sending_ended_) {
    write_failed_ = true;
    wake();
    return 0;
  }
  const std::size_t taken = out_->send(pieces);
  room_wanted_ = taken < bytes_in(pieces);
  if (room_wanted_) out_->room() > 0 ? wake() : out_->want_room();
  return taken;
}

void channel_end::pause_reading(bool paused) {
  paused_ = paused;
  if (!paused && (in_->readable() > 0 || in_->at_end())) wake();
}

void channel_end::half_close() {
  if (half_closed_ || state_ != state::open) return;
  half_closed_ = true;
  room_wanted_ = false;
  out_->finish();
}

/// As a kernel does it: with bytes that nobody has read, the other side is told that they are lost.
void channel_end::close() {
  over_ = true;
  events_ = nullptr;
  if (state_ != state::open) return;
  const bool unread = in_->readable() > 0;
  state_ = unread ? state::gone : state::closed;
  unread ? out_->reset() : out_->finish();
  in_->discard();
  whole_.note(happening::closed, *this);
  whole_.on_end_over();
}

// The flows.

void channel_end::on_finish() {
  if (state_ == state::open) return wake();
  if (state_ == state::gone) refuse();
}

void channel_end::on_reset() {
  if (state_ == state::gone) return;
  broken_ = state_ == state::open;
  state_ = state::gone;
  in_->cut();
  out_->cut();
  wake();
  whole_.on_end_over();
}

void channel_end::refuse() { out_->refuse(); }

// Faults.

void channel_end::end_sending() {
  if (state_ != state::open) return;
  sending_ended_ = true;
  out_->finish();
  if (room_wanted_) wake();
}

void channel_end::die() noexcept {
  over_ = true;
  events_ = nullptr;
  state_ = state::gone;
  in_->discard();
}

/// What its owner has closed before is still sent as long as the machine is there.
void channel_end::kill(bool reset) {
  if (reset && state_ == state::closed) return;
  const bool was_open = is_open();
  die();
  out_->lose_waiting();
  if (reset && was_open) out_->reset();
}

// Events.

std::shared_ptr<void> channel_end::whole() noexcept { return whole_.shared_from_this(); }

void channel_end::wake() {
  if (events_ != nullptr) schedule();
}

/// Any of the events may close this end, pause it or write.
void channel_end::turn() noexcept {
  read();
  if (failure_matters()) return fail();
  report_room();
  report_end();
}

void channel_end::read() {
  while (events_ != nullptr && !paused_ && in_->readable() > 0) read_piece();
}

void channel_end::read_piece() {
  scratch_loan lent = owner().scratch();
  const std::size_t size = std::min(in_->next_piece(), lent.bytes().size());
  const auto bytes = lent.bytes().first(size);
  in_->read(bytes);
  whole_.note_delivery(*this, size);
  net::hand_over(bytes, *events_);
}

void channel_end::report_room() {
  if (events_ == nullptr || !room_wanted_) return;
  if (out_->room() == 0) return out_->want_room();
  room_wanted_ = false;
  events_->on_writable();
}

void channel_end::report_end() {
  if (events_ == nullptr || paused_ || end_reported_ || !in_->at_end()) return;
  end_reported_ = true;
  events_->on_end(status{});
}

/// After the end of what comes, only who writes learns that nobody reads it.
bool channel_end::failure_matters() const noexcept {
  if (events_ == nullptr) return false;
  if (write_failed_ || (sending_ended_ && room_wanted_)) return true;
  return broken_ && (!end_reported_ || room_wanted_);
}

void channel_end::fail() {
  net::connection_events* const events = events_;
  close();
  events->on_end(carrick::fail(
    code::link_lost, "connection to " + remote_address_ + " lost: reset by the other side"));
}

} // namespace carrick::sim::transit
