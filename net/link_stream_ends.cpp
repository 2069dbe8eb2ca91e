#include <carrick/net/link_parts.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick::net {

status link::parts::send_item(stream_id id, byte_span body) {
  stream* s = streams.find(static_cast<std::uint32_t>(id));
  if (over || s == nullptr || s->silent || s->end_sent)
    return fail(code::ended, "the stream has ended");
  if (s->half_closed_out) return fail(code::invalid_argument, "this side is half-closed");
  status sent = stream_out.send(*s, body, now);
  note_woken();
  if (sent.ok()) ++counters.items_out;
  arm(*s);
  return sent;
}

void link::parts::limit_stall(stream_id id, duration most) {
  stream* s = streams.find(static_cast<std::uint32_t>(id));
  if (over || s == nullptr || s->silent || s->end_sent) return;
  s->stall_limit = most;
  if (s->stalls_at != never) s->stalls_at = deadline_after(now, most);
  arm(*s);
}

void link::parts::half_close(stream_id id) {
  stream* s = streams.find(static_cast<std::uint32_t>(id));
  if (over || s == nullptr || s->end_sent || s->half_closed_out) return;
  stream_out.half_close(*s);
  note_woken();
}

void link::parts::end_stream(stream_id id, carrick::code why, std::string_view text) {
  stream* s = streams.find(static_cast<std::uint32_t>(id));
  if (s == nullptr || s->end_sent) return;
  s->silent = true;
  s->verdict = code::ok; // also of a link that is over: what is to be told is told no more
  if (over) return;
  stream_out.end(*s, why, text);
  stream_in.drop_parts(*s, now);
  note_woken();
  streams_wheel.disarm(streams.slot_of(*s));
}

/// Ends a stream for a reason that its application does not know yet.
void link::parts::end_stream_here(stream& s, carrick::code why) {
  stream_out.discard(s);
  end_stream(stream_id{s.id}, why, sentence_of(why));
  tell_end(s, why);
}

void link::parts::tell_end(stream& s, carrick::code why) {
  s.silent = true;
  s.verdict = why;
  make_ready(s);
}

void link::parts::make_ready(stream& s) {
  if (std::exchange(s.ready, true)) return;
  ready_streams.push(s.id);
}

void link::parts::note_woken() {
  for (auto id : stream_out.woken()) {
    stream* s = streams.find(id);
    if (s == nullptr || s->silent) continue;
    s->writable = true;
    make_ready(*s);
  }
  stream_out.woken().clear();
}

void link::parts::consumed(stream_id id, std::uint64_t cost) {
  stream* s = streams.find(static_cast<std::uint32_t>(id));
  if (over || s == nullptr) return;
  stream_in.consumed(*s, cost, now);
}

/// One timer a stream: its deadline, or the end of the peer's patience with its credit.
void link::parts::arm(stream& s) {
  std::uint32_t slot = streams.slot_of(s);
  time_point due = s.silent ? never : std::min(s.deadline, s.stalls_at);
  if (due == never)
    streams_wheel.disarm(slot);
  else
    streams_wheel.arm(slot, due);
}

void link::parts::expire_streams() {
  while (auto slot = streams_wheel.expire(now)) {
    stream& s = streams.at(*slot);
    if (s.silent) continue;
    if (std::min(s.deadline, s.stalls_at) > now) { // it was woken by what another stream gave back
      arm(s);
      continue;
    }
    end_stream_here(s, s.deadline <= now ? code::deadline_exceeded : code::stalled);
  }
}

/// Removes a stream of which nothing is left.
void link::parts::tidy(stream& s) {
  if (s.closed() && !s.counted_out) {
    s.counted_out = true;
    --open_streams;
  }
  if (!s.closed() || s.ready || s.outstanding_in > 0 || s.outstanding_out > 0) return;
  if (!CARRICK_PLANTED(opening_bytes_kept)) stream_openings -= s.opening_bytes;
  count_openings();
  streams_wheel.disarm(streams.slot_of(s));
  streams.remove(s);
}

/// What the bulk lane has given to the wire.
void link::parts::take_notes() {
  for (const bulk_note& note : out.bulk.notes()) {
    stream* s = streams.find(note.stream);
    if (s == nullptr) continue;
    switch (note.what) {
      case bulk_note::what::open_begun:
        s->order = note.order;
        break;
      case bulk_note::what::open_written:
        s->opening = 0;
        break;
      case bulk_note::what::stream_end_written:
        s->end_written = true;
        tidy(*s);
        break;
    }
  }
}

const event* link::parts::stream_event() {
  while (!ready_streams.empty()) {
    stream* s = streams.find(ready_streams.front());
    ready_streams.pop();
    if (s == nullptr || !std::exchange(s->ready, false)) continue;
    stream_id id{s->id};
    std::uint64_t context = s->context;
    bool writable = std::exchange(s->writable, false);
    auto verdict = std::exchange(s->verdict, code::ok);
    bool silent = s->silent;
    tidy(*s);
    if (verdict != code::ok)
      return emit(stream_ended{id, context, verdict, as_bytes(sentence_of(verdict))});
    if (writable && !silent) return emit(stream_writable{id, context});
  }
  return {};
}

/// The peer has taken only so many requests and openings.
void link::parts::streams_not_taken(std::uint64_t processed) {
  streams.for_each([&](stream& s) {
    bool began = s.opening != bulk_lane::not_yet || s.order != 0;
    if (!s.ours || s.silent || (began && s.order <= processed)) return;
    stream_out.discard(s);
    tell_end(s, code::unreachable);
  });
  note_woken();
}

void link::parts::end_all_streams(carrick::code sent, carrick::code unsent) {
  std::uint64_t sealed = out.normal.sealed_total();
  streams.for_each([&](stream& s) {
    bool left = s.opening == bulk_lane::not_yet ? s.order != 0 : s.opening <= sealed;
    if (!s.silent) tell_end(s, left ? sent : unsent);
  });
}

} // namespace carrick::net
