#include <carrick/net/stream_receiver.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick::net {

stream_receiver::outcome stream_receiver::item(stream& s, byte_span payload, bool more,
                                               time_point now) {
  std::uint64_t cost = item_cost(payload.size());
  if (!s.in_item) s.oversized = s.outstanding_in == 0;
  bool in_window = s.oversized || ledger_.fits_stream(s.outstanding_in, cost);
  bool in_link = ledger_.fits_link(s.outstanding_in, cost);
  ledger_.take(s.outstanding_in, cost);
  bool goes_on = s.in_item;
  s.in_item = more;
  if (!in_link) return outcome::link_overrun;
  if (s.silent || !in_window || s.half_closed_in) {
    owe(s, cost, now);
    if (s.silent) return outcome::nothing;
    return in_window ? outcome::after_the_end : outcome::overrun;
  }
  if (!goes_on && !more) {
    body_ = payload;
    cost_ = static_cast<std::uint32_t>(cost);
    s.handed_out += cost;
    return outcome::item;
  }
  s.parts_cost += cost;
  if (!take_part(s, payload)) return outcome::too_large;
  if (more) return payload.empty() ? outcome::empty_part : outcome::nothing;
  whole_ = std::move(*s.parts);
  s.parts.reset();
  body_ = whole_.bytes();
  cost_ = static_cast<std::uint32_t>(s.parts_cost);
  s.handed_out += std::exchange(s.parts_cost, 0);
  return outcome::item;
}

bool stream_receiver::take_part(stream& s, byte_span payload) {
  if (!s.parts) s.parts = std::make_unique<buffer>();
  if (s.parts->size() + payload.size() > item_bytes_max_) return false;
  s.parts->append(payload);
  return true;
}

void stream_receiver::drop_parts(stream& s, time_point now) {
  s.parts.reset();
  if (s.parts_cost > 0) owe(s, std::exchange(s.parts_cost, 0), now);
  // What is owed of a stream that has ended holds up nothing but its place in the table.
  due_ = due_ || s.owed > 0;
}

void stream_receiver::consumed(stream& s, std::uint64_t cost, time_point now) {
  cost = std::min(cost, s.handed_out);
  s.handed_out -= cost;
  if (cost > 0) owe(s, cost, now);
}

void stream_receiver::owe(stream& s, std::uint64_t cost, time_point now) {
  s.owed += cost;
  owed_total_ += cost;
  if (!s.owes) {
    s.owes = true;
    owing_.push(s.id);
  }
  if (owed_since_ == never) owed_since_ = now;
  due_ = due_ || s.silent || s.owed >= ledger_.stream_window() / 4 ||
    owed_total_ >= ledger_.link_window() / 4;
}

void stream_receiver::write_credit_of(stream& s) {
  s.owes = false;
  if (s.owed == 0) return;
  std::array<std::byte, 4> payload;
  store_le(payload.data(), static_cast<std::uint32_t>(s.owed));
  out_.writer.write(out_.control, {frame_kind::credit, 0, s.id, payload.size()}, payload);
  ledger_.give_back(s.outstanding_in, s.owed);
  if (!CARRICK_PLANTED(credit_returned_twice)) s.owed = 0;
}

} // namespace carrick::net
