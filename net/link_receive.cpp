#include <carrick/net/link_parts.hpp>

namespace carrick::net {

/// What is true of every byte, however it comes. False if it changes nothing.
bool link::parts::bytes_came(std::size_t bytes, time_point t) {
  touch(t);
  if (over || bytes == 0) return false;
  counters.bytes_in += bytes;
  auto silence = t - life.heard_at();
  life.heard(t);
  if (pace.goes_on(reader.carried(), counters.frames_in, silence, t)) return true;
  end({code::link_lost, "a frame does not go on: its length was damaged on the way"}, true);
  return false;
}

const event* link::parts::next(time_point t) {
  served.settle();
  transfers.release_taken();
  stream_in.release_body();
  if (kept_body.capacity() > 0) kept_body.release();
  if (t > timers_run_at) {
    timers_run_at = t;
    touch(t);
    run_timers();
  }
  for (;;) {
    if (event_pending())
      if (auto e = pending_event()) return e;
    if (over) return {};
    frame f;
    switch (reader.next(f)) {
      case frame_reader::outcome::frame:
        ++counters.frames_in;
        if (auto e = receive(f)) return e;
        break;
      case frame_reader::outcome::none:
        if (!lost) {
          go_on_leaving();
          return {};
        }
        end(*lost, false);
        break;
      case frame_reader::outcome::too_large:
        break_off(code::too_large, "a frame above the announced limit");
        break;
      case frame_reader::outcome::bad_kind:
        break_off(code::protocol_error, "unknown kind or flag of a frame");
        break;
      case frame_reader::outcome::corrupt:
        ++counters.corrupt_frames;
        break_off(code::protocol_error, "wrong checksum");
        break;
    }
  }
}

const event* link::parts::receive(const frame& f) {
  if (f.header.has(frame_flag::extended)) return on_extended(f);
  switch (f.header.kind()) {
    case frame_kind::request:
      if (f.header.has(frame_flag::more)) break;
      if (!admit_request(f.header.id(), f.payload.size())) return {};
      return on_request(f, now);
    case frame_kind::response:
      if (f.header.has(frame_flag::more)) break;
      return on_response(f);
    case frame_kind::failure:
      return on_failure(f);
    case frame_kind::cancel:
      return on_cancel(f);
    case frame_kind::post:
      return on_post(f, post_lane::normal);
    case frame_kind::post_urgent:
      return on_post(f, post_lane::urgent);
    case frame_kind::post_bulk:
      return on_post(f, post_lane::bulk);
    case frame_kind::post_ack:
      return on_post_ack(f);
    case frame_kind::chunk:
      return on_chunk(f);
    case frame_kind::open:
      if (f.header.has(frame_flag::more)) break;
      return admit_stream(f.header.id()) ? on_open(f, now) : nullptr;
    case frame_kind::item:
      return on_item(f);
    case frame_kind::half_close:
      return on_half_close(f);
    case frame_kind::end:
      return on_end(f);
    case frame_kind::credit:
      return on_credit(f);
    case frame_kind::ping:
      return on_ping(f);
    case frame_kind::pong:
      return on_pong(f);
    case frame_kind::goodbye:
      return on_goodbye(f);
    case frame_kind::hello:
    case frame_kind::proof:
    case frame_kind::application:
    case frame_kind::verdict:
      return break_off(code::protocol_error, "a second handshake");
    default:
      return ignore();
  }
  return break_off(code::protocol_error, "a part without a transfer");
}

const event* link::parts::on_ping(const frame& f) {
  if (!f.payload.empty()) return break_off(code::protocol_error, "a ping has no payload");
  bool coalesced = pong_owed.has_value();
  pong_owed = f.header.id();
  return coalesced ? tolerate() : nullptr;
}

const event* link::parts::on_pong(const frame& f) {
  if (!f.payload.empty()) return break_off(code::protocol_error, "a pong has no payload");
  if (!life.pong(f.header.id(), now)) return ignore();
  if (leave.confirmed_by(f.header.id()) && nothing_open()) end(leave.why(), false);
  return {};
}

} // namespace carrick::net
