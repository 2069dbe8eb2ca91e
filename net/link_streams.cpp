#include <carrick/net/link_parts.hpp>

#include <carrick/core/planted.hpp>

#include <algorithm>

namespace carrick::net {

result<stream_id> link::parts::open_stream(const message_head& head, byte_span body,
                                           time_point deadline, std::uint64_t context) {
  if (over || lost) return fail(code::link_lost, "the link has ended");
  if (leave.begun()) return fail(code::draining, "one side of the link is leaving");
  if (body.size() > terms.theirs.message_bytes)
    return fail(code::too_large, "above the peer's limit for a message");
  if (out.message_bytes() + body.size() > terms.ours.held_bytes)
    return fail(code::overloaded, "too many messages of this link are unwritten");
  if (too_late(deadline)) return fail(code::deadline_exceeded, "its deadline had passed already");
  stream* s = streams.add_ours();
  if (s == nullptr) return fail(code::overloaded, "the peer lets no more streams be open");
  s->context = context;
  s->deadline = deadline;
  arm(*s);
  ++open_streams;

  outgoing message{
    .kind = frame_kind::open, .id = s->id, .addressed = true, .to = head.to, .body = body};
  if (deadline != never) {
    message.has_deadline = true;
    message.deadline = deadline_code(deadline);
  }
  if (must_queue(head, message.payload_bytes())) {
    s->opening = bulk_lane::not_yet;
    out.bulk.add(message, memory.copy_of(body), pair_of(head), out.normal.appended_total());
  } else if (head.urgent) {
    s->order = requests.next_order(request_table::road::control);
    out.writer.write(out.control, message);
  } else {
    s->order = requests.next_order(request_table::road::normal);
    out.writer.write(out.normal, message);
    s->opening = out.normal.appended_total();
  }
  return stream_id{s->id};
}

/// An opening that is refused becomes a stream all the same: what its sender has under way must be
/// taken in and credited until its own `end` comes.
void link::parts::refuse_open(std::uint32_t id, carrick::code why, std::string_view text) {
  stream* s = streams.find(id);
  if (s == nullptr || s->end_sent) return;
  s->silent = true;
  stream_out.end(*s, why, text);
  note_woken();
}

bool link::parts::admit_stream(std::uint32_t id) {
  switch (streams.judge(id)) {
    case stream_table::arrival::broken:
      break_off(code::protocol_error, "a stream id that cannot be opened");
      return false;
    case stream_table::arrival::overloaded:
      ++taken;
      out.writer.write_status(out.bulk.stream_frames(id, 0), frame_kind::end, id,
                              static_cast<unsigned char>(code::overloaded), "too many streams");
      tolerate();
      return false;
    case stream_table::arrival::fine:
      break;
  }
  streams.add_theirs(id);
  ++open_streams;
  if (leave.said()) {
    refuse_open(id, code::unreachable, "the node is leaving");
    return false;
  }
  ++taken;
  if (tentative) {
    refuse_open(id, code::refused, tentative->refusal());
    return false;
  }
  return true;
}

bool link::parts::open_may_begin(beginning& b) {
  std::uint32_t id = b.first.header.id();
  if (!admit_stream(id)) return false;
  if (b.wrong == code::ok) return true;
  refuse_open(id, b.wrong, sentence_of(b.wrong));
  return false;
}

const event* link::parts::on_open(const frame& f, time_point since) {
  auto m = read_addressed(f);
  if (!m) return break_off(code::protocol_error, "an opening without an endpoint");
  stream* s = streams.find(f.header.id());
  // Its sender may have ended it while the opening was under way.
  if (s == nullptr || s->silent) return {};
  if (m->has_deadline) {
    s->deadline = since + decode_deadline(m->deadline);
    if (s->deadline <= now) {
      ++counters.expired_on_arrival;
      refuse_open(s->id, code::deadline_exceeded, "the deadline had passed on arrival");
      return {};
    }
    arm(*s);
  }
  account();
  if (unread || !has_room_for(m->body.size())) {
    refuse_open(s->id, code::overloaded,
                "openings and requests of this link fill transport.held_max");
    return {};
  }
  s->opening_bytes = static_cast<std::uint32_t>(m->body.size() + limits::opening_overhead);
  stream_openings += s->opening_bytes;
  count_openings();
  return emit(stream_opened{{m->to, m->body, s->deadline}, stream_id{s->id}});
}

/// Most openings before a handler are of streams that are there: the larger of both counts.
void link::parts::count_openings() noexcept {
  const auto held = std::max(stream_openings, unhandled_openings);
  served.unhold(counted_openings);
  served.hold(held);
  counted_openings = held;
}

/// The stream that a frame is for. Frames for one that has gone are ignored.
stream* link::parts::stream_for(const frame& f) {
  if (stream* s = streams.find(f.header.id())) return s;
  if (!streams.was_opened(f.header.id())) {
    break_off(code::protocol_error, "a frame for a stream that was never opened");
  } else {
    ignore();
  }
  return nullptr;
}

const event* link::parts::on_item(const frame& f) {
  stream* s = stream_for(f);
  if (s == nullptr) return {};
  if (s->end_received) return break_off(code::protocol_error, "an item behind its stream's end");
  ++counters.items_in;
  switch (stream_in.item(*s, f.payload, f.header.has(frame_flag::more), now)) {
    case stream_receiver::outcome::nothing:
      return {};
    case stream_receiver::outcome::item:
      return emit(stream_item{stream_id{s->id}, s->context, stream_in.body(), stream_in.cost()});
    case stream_receiver::outcome::empty_part:
      return tolerate();
    case stream_receiver::outcome::overrun:
      return stream_offence(*s, code::overrun, "items beyond the stream's window");
    case stream_receiver::outcome::after_the_end:
      return stream_offence(*s, code::protocol_error, "an item behind the half-close");
    case stream_receiver::outcome::too_large:
      end_stream_here(*s, code::too_large);
      return {};
    case stream_receiver::outcome::link_overrun:
      break;
  }
  return break_off(code::overrun, "items beyond the link's window");
}

/// The first time it costs the stream, the second time the link.
const event* link::parts::stream_offence(stream& s, carrick::code why, std::string_view text) {
  if (std::exchange(offended, true)) return break_off(why, text);
  end_stream_here(s, why);
  return {};
}

const event* link::parts::on_extended_item(const frame& f, const extensions& block) {
  if (block.is_transfer) return break_off(code::protocol_error, "an item is no transfer");
  stream* s = streams.find(f.header.id());
  if (block.unsupported && s != nullptr && !s->silent) end_stream_here(*s, code::version_mismatch);
  auto flags = static_cast<std::uint8_t>(f.header.flags() & frame_flag::more);
  return on_item({{frame_kind::item, flags, f.header.id(), block.rest.size()}, block.rest});
}

const event* link::parts::on_half_close(const frame& f) {
  if (!f.payload.empty()) return break_off(code::protocol_error, "a half-close has no payload");
  stream* s = stream_for(f);
  if (s == nullptr) return {};
  if (s->end_received || s->half_closed_in) return tolerate(); // it says nothing new
  if (s->in_item) return break_off(code::protocol_error, "a half-close within an item");
  s->half_closed_in = true;
  if (s->silent || CARRICK_PLANTED(end_of_stream_forgotten)) return {};
  return emit(stream_half_closed{stream_id{s->id}, s->context});
}

const event* link::parts::on_end(const frame& f) {
  auto status = read_coded(f.payload);
  if (!status) return break_off(code::protocol_error, "an end without a code");
  stream* s = stream_for(f);
  if (s == nullptr) return {};
  if (s->end_received) return tolerate();
  s->end_received = true;
  bool told = std::exchange(s->silent, true);
  stream_id id{s->id};
  std::uint64_t context = s->context;
  if (!s->end_sent) {
    stream_out.discard(*s);
    stream_out.end(*s, status->code, "");
    note_woken();
  }
  stream_in.drop_parts(*s, now);
  streams_wheel.disarm(streams.slot_of(*s));
  tidy(*s);
  if (told) return {};
  return emit(stream_ended{id, context, status->code, status->text});
}

const event* link::parts::on_credit(const frame& f) {
  if (f.payload.size() != sizeof(std::uint32_t))
    return break_off(code::protocol_error, "a credit has four bytes");
  stream* s = stream_for(f);
  if (s == nullptr) return {};
  if (!stream_out.credited(*s, load_le<std::uint32_t>(f.payload.data()), now))
    return break_off(code::protocol_error, "credit for more than is outstanding");
  arm(*s);
  note_woken();
  tidy(*s);
  // Crumbs of credit cost more than they give.
  if (++credits_in > 10 * counters.items_out + 10) return tolerate();
  return {};
}

} // namespace carrick::net
