#include <carrick/sim/network/flow.hpp>

#include <carrick/core/limits.hpp>
#include <carrick/sim/network/channel.hpp>
#include <carrick/sim/network/fabric.hpp>
#include <carrick/sim/network/route.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim::transit {
namespace {

constexpr std::size_t pieces_max = 64;
constexpr std::size_t write_bytes_max = 128 * limits::KiB;

} // namespace

flow::flow(channel& whole, route& way, route& back) : whole_(whole), way_(way), back_(back) {}

void flow::connect(channel_end& from, channel_end& to) noexcept {
  from_ = &from;
  to_ = &to;
}

// The end that sends.

std::size_t flow::room() const noexcept {
  const std::size_t window = std::max<std::size_t>(way_.path().window, 1);
  return cut_ || used_ >= window ? 0 : window - used_;
}

std::size_t flow::send(std::span<const byte_span> pieces) {
  const std::size_t taken = take(pieces);
  used_ += taken;
  push_pieces(taken);
  return taken;
}

std::size_t flow::take(std::span<const byte_span> pieces) {
  const std::size_t most = std::min(room(), write_bytes_max);
  std::size_t left = most;
  std::size_t count = 0; // as for a socket, of those that hold something
  for (byte_span piece : pieces) {
    if (piece.empty()) continue;
    if (left == 0 || ++count > pieces_max) break;
    const std::size_t taken = std::min(piece.size(), left);
    bytes_.append(piece.first(taken));
    left -= taken;
  }
  return most - left;
}

void flow::push_pieces(std::size_t bytes) {
  const std::size_t piece_max = way_.path().piece_max;
  while (bytes > 0) {
    const std::size_t piece =
      piece_max == 0 ? bytes : std::min<std::size_t>(bytes, way_.of_pieces().between(1, piece_max));
    push_piece(bytes, piece);
    bytes -= piece;
  }
}

/// `place`: how many bytes before the end of what was taken it begins.
void flow::push_piece(std::size_t place, std::size_t bytes) {
  const path_options& path = way_.path();
  if (path.reset > 0 && way_.of_pieces().chance(path.reset)) return push(kind::breakage, bytes);
  if (path.corrupt > 0 && whole_.corruptible() && way_.of_pieces().chance(path.corrupt)) {
    const std::size_t which = way_.of_pieces().below(bytes);
    bytes_.turn_bit(place - 1 - which, static_cast<unsigned>(way_.of_pieces().below(8)));
    whole_.note(happening::corrupted, *from_, bytes);
  }
  push(kind::bytes, bytes);
}

void flow::want_room() { room_wanted_ = true; }

void flow::finish() {
  if (!cut_ && !std::exchange(finish_sent_, true)) push(kind::finish, 0);
}

void flow::reset() {
  if (!cut_ && !way_.blocked()) push(kind::reset, 0);
}

void flow::refuse() {
  if (!cut_ && !std::exchange(refused_, true)) push(kind::refusal, 0);
}

void flow::push(kind what, std::size_t bytes) {
  const time_point arrival = way_.arrival(bytes);
  segments_.push({std::max(arrival, last_arrival_), bytes, what});
  last_arrival_ = std::max(arrival, last_arrival_);
  if (!arrive_.pending()) arm();
}

void flow::arm() {
  if (segments_.empty() || way_.blocked()) return;
  whole_.in().at(segments_.front().arrival, arrive_);
}

// The way.

void flow::arrive() {
  const std::shared_ptr<channel> keep = whole_.shared_from_this();
  const time_point now = whole_.in().now();
  while (!segments_.empty() && segments_.front().arrival <= now) {
    const segment arrived = segments_.front();
    segments_.pop();
    on_arrived(arrived);
  }
  arm();
}

void flow::on_arrived(const segment& arrived) {
  switch (arrived.what) {
    case kind::bytes:
      return on_bytes(arrived.bytes);
    case kind::finish:
      whole_.note(happening::finish, *to_);
      finished_ = true;
      return to_->on_finish();
    case kind::reset:
    case kind::refusal:
      whole_.note(happening::reset, *to_);
      return to_->on_reset();
    case kind::breakage:
      whole_.note(happening::breakage, *to_);
      return whole_.break_down();
  }
}

void flow::on_bytes(std::size_t bytes) {
  if (to_->is_open()) {
    readable_ += bytes;
    return to_->on_readable();
  }
  bytes_.drop(bytes);
  to_->refuse();
}

void flow::on_way_blocked() noexcept { whole_.in().cancel(arrive_); }

/// What waited arrives together, resets that were sent into silence never.
void flow::on_way_free() {
  segments_.erase_if([](const segment& each) { return each.what == kind::reset; });
  if (segments_.empty()) return;
  const time_point again = way_.arrival_again();
  for (segment& each : segments_) each.arrival = std::max(each.arrival, again);
  last_arrival_ = std::max(last_arrival_, again);
  arm();
}

void flow::on_way_changed() {
  if (segments_.empty()) return;
  time_point last = time_point::min();
  for (segment& each : segments_) {
    last = std::max(last, std::min(each.arrival, way_.arrival(each.bytes)));
    each.arrival = last;
  }
  last_arrival_ = last;
  arm();
}

void flow::on_back_free() {
  used_ -= std::exchange(acknowledged_, 0);
  if (room_wanted_ && room() > 0) whole_.in().at(back_.arrival_again(), tell_room_);
}

void flow::lose_waiting() noexcept {
  if (!way_.blocked()) return;
  segments_.clear();
  bytes_.truncate(readable_);
}

void flow::cut() noexcept {
  cut_ = true;
  whole_.in().cancel(arrive_);
  whole_.in().cancel(tell_room_);
  segments_.clear();
  bytes_.truncate(readable_);
}

// The end that receives.

std::size_t flow::next_piece() noexcept {
  const std::size_t piece_max = way_.path().piece_max;
  if (piece_max == 0) return readable_;
  return std::min<std::size_t>(readable_, way_.of_pieces().between(1, piece_max));
}

void flow::read(std::span<std::byte> into) {
  const byte_span first = bytes_.front(into.size());
  std::copy(first.begin(), first.end(), into.begin());
  bytes_.drop(into.size());
  readable_ -= into.size();
  acknowledge(into.size());
}

void flow::acknowledge(std::size_t bytes) {
  acknowledged_ += bytes;
  if (back_.blocked()) return;
  used_ -= std::exchange(acknowledged_, 0);
  if (room_wanted_ && room() > 0 && !tell_room_.pending())
    whole_.in().at(back_.arrival(0), tell_room_);
}

void flow::tell_room() {
  if (back_.blocked() || !std::exchange(room_wanted_, false)) return;
  from_->on_room();
}

void flow::discard() noexcept {
  bytes_.drop(readable_);
  readable_ = 0;
}

} // namespace carrick::sim::transit
