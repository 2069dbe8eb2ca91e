#include <carrick/net/link_parts.hpp>

#include <carrick/core/utf8.hpp>

#include <algorithm>

namespace carrick::net {

void link::parts::say_goodbye(carrick::code why, std::string_view text) {
  text = cut_text(text, limits::error_text_bytes);
  buffer payload{1 + sizeof taken + text.size()};
  payload.append_le(static_cast<std::uint8_t>(why));
  payload.append_le(taken);
  payload.append(as_bytes(text));
  out.writer.write(out.control, {frame_kind::goodbye, 0, 0, payload.size()}, payload.bytes());
}

const event* link::parts::on_goodbye(const frame& f) {
  constexpr std::size_t fixed = 1 + sizeof taken;
  if (f.header.id() != 0 || f.payload.size() < fixed)
    return break_off(code::protocol_error, "a damaged goodbye");
  auto why = code_from_wire(load_le<std::uint8_t>(f.payload.data()));
  auto processed = load_le<std::uint64_t>(f.payload.data() + 1);
  byte_span text = f.payload.subspan(fixed);
  text = text.first(std::min(text.size(), limits::error_text_bytes));
  requests.not_taken(processed);
  streams_not_taken(processed);
  if (!leave.hear({why, std::string{as_text(text)}})) return tolerate();
  if (leave.answer()) say_goodbye(code::ok, "");
  if (!fenced()) posts_in.hurry();
  return emit(peer_leaving{why, text});
}

bool link::parts::nothing_open() const noexcept {
  return leave.said() && leave.heard() && requests.open() == 0 && !requests.has_verdicts() &&
    served.unanswered() == 0 && open_streams == 0 && transfers.open() == 0 && posts_settled();
}

/// When nothing is open and everything is written, a last ping asks whether it has been read.
void link::parts::go_on_leaving() {
  if (over || lost || !leave.begun()) return;
  if (!fenced()) posts_in.hurry();
  if (leave.confirming() || pong_owed || !nothing_open() || !out.empty()) return;
  leave.confirm_with(0);
  write_ping();
}

/// Only the newest ping is answered, so it is the one that confirms a goodbye.
void link::parts::write_ping() {
  std::uint32_t id = life.next_ping(now);
  if (leave.confirming()) leave.confirm_with(id);
  ++counters.pings_sent;
  out.writer.write(out.control, {frame_kind::ping, 0, id, 0}, {});
}

void link::parts::end(status why, bool tell_peer) {
  if (over) return;
  over = true;
  // A peer that has said why it leaves has given the better reason.
  bool explained = !tell_peer && leave.heard() && why == code::link_lost;
  end_why = explained ? leave.why() : std::move(why);
  if (!lost) out.drop_waiting();
  if (tell_peer) say_goodbye(end_why.code(), end_why.message());
  // Who removes a member knows why nothing comes of what is under way.
  bool removed = tell_peer && end_why == code::removed;
  auto sent = removed ? code::removed : code::link_lost;
  auto unsent = removed ? code::removed : code::unreachable;
  requests.finish_all(sent, unsent);
  end_all_streams(sent, unsent);
  served.answer_none();
  pong_owed.reset();
}

const event* link::parts::break_off(carrick::code why, std::string_view text) {
  end({why, std::string{text}}, true);
  return {};
}

const event* link::parts::tolerate() {
  if (budget.spend(now)) return {};
  return break_off(code::flood, "more anomalies than an honest peer makes");
}

const event* link::parts::ignore() {
  ++counters.ignored_frames;
  return tolerate();
}

const event* link::parts::pending_event() {
  request_table::verdict v;
  if (requests.has_verdicts() && requests.next_verdict(v)) {
    ++counters.early_verdicts;
    auto text =
      over && v.code != code::cancelled ? std::string_view{end_why.message()} : sentence_of(v.code);
    return emit(request_done{v.id, v.context, v.code, as_bytes(text)});
  }
  if (!expired_served.empty()) {
    served_id id{expired_served.front()};
    expired_served.pop();
    return emit(request_cancelled{id});
  }
  if (!ready_streams.empty())
    if (auto e = stream_event()) return e;
  if (tentative && tentative->is_promoted())
    if (auto e = kept_post()) return e;
  if (repeats_done) {
    repeats_done = false;
    return emit(posts_acknowledged{});
  }
  if (over && !over_told) {
    over_told = true;
    return emit(link_ended{&end_why});
  }
  return {};
}

void link::parts::run_timers() {
  if (over) return;
  if (requests.earliest() <= now) requests.expire(now);
  if (served.earliest() <= now) expire_running();
  if (transfers.open() > 0) expire_transfers();
  if (streams_wheel.earliest() <= now) expire_streams();
  if (!fenced()) posts_in.tick(now);
  stream_in.tick(now);
  if (now >= leave.grace_ends()) return end(leave.why(), false);
  switch (life.tick(now)) {
    case liveness::finding::alive:
      break;
    case liveness::finding::ping:
      shrink();
      write_ping();
      break;
    case liveness::finding::dead:
      end({code::link_lost, "nothing was heard of the peer"}, true);
      break;
  }
}

void link::parts::expire_running() {
  std::uint32_t request = 0;
  served_id expired{};
  while (served.expire(now, request, expired)) {
    refuse(request, code::deadline_exceeded, sentence_of(code::deadline_exceeded));
    expired_served.push(static_cast<std::uint32_t>(expired));
  }
}

/// While the link is idle.
void link::parts::shrink() {
  reader.shrink();
  memory.shrink();
  requests.shrink();
  served.shrink();
  expired_served.shrink();
  streams.shrink();
  if (streams.size() == 0) streams_wheel.shrink(0);
  ready_streams.shrink();
  stream_out.shrink();
  stream_in.shrink();
  if (out.empty()) out.shrink();
  if (!fenced()) posts_out.shrink();
}

time_point link::parts::next_deadline() const {
  if (over) return over_told ? never : time_point::min();
  if (repeats_done || (tentative && tentative->is_promoted())) return time_point::min();
  return std::min({requests.earliest(), served.earliest(), transfers.earliest(),
                   fenced() ? never : posts_in.next_deadline(), stream_in.next_deadline(),
                   streams_wheel.earliest(), leave.grace_ends(), life.next_deadline()});
}

/// Frames that are made as late as possible, since the newest says everything.
void link::parts::write_due() {
  if (over) return;
  if (pong_owed) {
    out.writer.write(out.control, {frame_kind::pong, 0, *pong_owed, 0}, {});
    pong_owed.reset();
  }
  if (stream_in.credit_due()) stream_in.write_credit([this](stream& s) { tidy(s); });
  if (ack_due()) {
    std::array<std::byte, post_ack_bytes_max> payload;
    std::size_t length = write_post_ack(payload.data(), posts_in.acknowledge());
    out.writer.write(out.control, {frame_kind::post_ack, 0, 0, length}, {payload.data(), length});
  }
}

} // namespace carrick::net
