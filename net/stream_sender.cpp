#include <carrick/net/stream_sender.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick::net {

std::uint64_t stream_sender::cost_of(std::size_t bytes) const noexcept {
  std::size_t frames = bytes == 0 ? 1 : (bytes + frame_bytes_ - 1) / frame_bytes_;
  return bytes + frames * limits::item_overhead;
}

bool stream_sender::must_wait(const stream& s, std::uint64_t cost) const noexcept {
  if (!ledger_.fits_stream(s.outstanding_out, cost)) return true;
  if (!ledger_.fits_link(s.outstanding_out, cost)) return true;
  // Nobody takes the link's window before those that wait for it; its guaranteed part is free.
  bool charges = credit_ledger::charge_of(s.outstanding_out + cost) > 0;
  return charges && !s.has_turn && !waiters_.empty() && waiters_.front() != s.id;
}

status stream_sender::send(stream& s, byte_span body, time_point now) {
  if (body.size() > item_bytes_max_)
    return fail(code::too_large, "above the peer's limit for a message");
  std::uint64_t cost = cost_of(body.size());
  bool waits = must_wait(s, cost);
  s.has_turn = false;
  if (waits) {
    wait(s, cost, now);
    return fail(code::overloaded, "the stream has no credit for that item now");
  }
  s.wanted = 0;
  s.stalls_at = never;
  ledger_.take(s.outstanding_out, cost);
  if (s.waits_for_link) wake_waiters();
  frame_queue& frames = frames_of(s);
  do {
    byte_span part = body.first(std::min(body.size(), frame_bytes_));
    body = body.subspan(part.size());
    std::uint8_t flags = body.empty() ? 0 : frame_flag::more;
    out_.writer.write(frames, {frame_kind::item, flags, s.id, part.size()}, part);
  } while (!body.empty());
  return {};
}

void stream_sender::wait(stream& s, std::uint64_t cost, time_point now) {
  s.wanted = cost;
  if (s.stalls_at == never && s.outstanding_out > 0)
    s.stalls_at = deadline_after(now, s.stall_limit);
  if (!ledger_.fits_stream(s.outstanding_out, cost) || s.waits_for_link) return;
  s.waits_for_link = true;
  waiters_.push(s.id);
}

void stream_sender::half_close(stream& s) {
  s.half_closed_out = true;
  give_up_waiting(s);
  out_.writer.write(frames_of(s), {frame_kind::half_close, 0, s.id, 0}, {});
}

void stream_sender::discard(stream& s) {
  ledger_.give_back(s.outstanding_out, out_.bulk.discard_stream(s.id));
  give_up_waiting(s);
}

void stream_sender::give_up_waiting(stream& s) {
  s.wanted = 0;
  s.stalls_at = never;
  wake_waiters();
}

void stream_sender::end(stream& s, carrick::code why, std::string_view text) {
  if (why == code::cancelled || CARRICK_PLANTED(clean_end_after_loss))
    discard(s);
  else
    give_up_waiting(s);
  s.end_sent = true;
  out_.writer.write_status(frames_of(s), frame_kind::end, s.id, static_cast<unsigned char>(why),
                           text);
  out_.bulk.stream_ends(s.id);
}

bool stream_sender::credited(stream& s, std::uint32_t bytes, time_point now) {
  if (bytes == 0 || bytes > s.outstanding_out) return false;
  ledger_.give_back(s.outstanding_out, bytes);
  if (s.stalls_at != never)
    s.stalls_at = s.outstanding_out == 0 ? never : deadline_after(now, s.stall_limit);
  if (s.wanted > 0 && !s.waits_for_link) try_wake(s);
  wake_waiters();
  return true;
}

/// Credit of its own has come; the link's window may still be in the way.
void stream_sender::try_wake(stream& s) {
  if (!ledger_.fits_stream(s.outstanding_out, s.wanted)) return;
  if (!must_wait(s, s.wanted)) return wake(s);
  s.waits_for_link = true;
  waiters_.push(s.id);
}

void stream_sender::wake(stream& s) {
  s.wanted = 0;
  s.stalls_at = never;
  s.has_turn = true;
  woken_.push_back(s.id);
}

void stream_sender::wake_waiters() {
  while (!waiters_.empty()) {
    stream* s = table_.find(waiters_.front());
    bool waits = s != nullptr && s->waits_for_link && s->wanted > 0;
    if (waits && !ledger_.fits_link(s->outstanding_out, s->wanted)) return;
    waiters_.pop();
    if (s != nullptr) s->waits_for_link = false;
    if (waits && ledger_.fits_stream(s->outstanding_out, s->wanted)) wake(*s);
  }
}

} // namespace carrick::net
