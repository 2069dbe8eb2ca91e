#include <carrick/net/link_parts.hpp>

#include <carrick/core/planted.hpp>

#include <new>

namespace carrick::net {
namespace {

constexpr std::string_view unread_text =
  "as many answers as transport.held_max allows wait for the caller to read them";

} // namespace

bool link::parts::must_queue(const message_head& head, std::size_t payload_bytes) const {
  if (payload_bytes > frame_bytes) return true;
  if (CARRICK_PLANTED(order_broken)) return false;
  return !head.urgent && out.bulk.pair_waits(pair_of(head));
}

/// What has less than a millisecond left would arrive with a deadline of zero.
bool link::parts::too_late(time_point deadline) const noexcept {
  return deadline < now + std::chrono::milliseconds{1};
}

std::uint16_t link::parts::deadline_code(time_point deadline) const noexcept {
  if (deadline > now + limits::request_deadline_max) deadline = now + limits::request_deadline_max;
  auto remaining = deadline - now;
  return encode_deadline(CARRICK_PLANTED(milliseconds_for_seconds) ? remaining / 1000 : remaining);
}

result<request_id> link::parts::request(const message_head& head, const message_body& body,
                                        time_point deadline, std::uint64_t context) {
  if (over || lost) return fail(code::link_lost, "the link has ended");
  if (leave.begun()) return fail(code::draining, "one side of the link is leaving");
  if (body.size() > terms.theirs.message_bytes)
    return fail(code::too_large, "above the peer's limit for a message");
  if (requests.full() || out.message_bytes() + body.size() > terms.ours.held_bytes)
    return fail(code::overloaded, "too many requests of this link are open or unwritten");
  if (too_late(deadline)) return fail(code::deadline_exceeded, "its deadline had passed already");

  outgoing message{
    .kind = frame_kind::request, .addressed = true, .to = head.to, .body = body.bytes()};
  duration remaining = deadline - now;
  duration usual = terms.ours.default_deadline;
  bool shorter = remaining < usual && !CARRICK_PLANTED(deadline_not_lowered);
  if (shorter || remaining >= usual + std::chrono::milliseconds{1}) {
    message.has_deadline = true;
    message.deadline = deadline_code(deadline);
  }
  ++counters.requests_out;
  if (must_queue(head, message.payload_bytes())) {
    auto id = requests.add(context, deadline, request_table::road::bulk, 0);
    message.id = static_cast<std::uint32_t>(id);
    out.bulk.add(message, memory.hold(body), pair_of(head), out.normal.appended_total());
    return id;
  }
  if (head.urgent) {
    auto id = requests.add(context, deadline, request_table::road::control, 0);
    message.id = static_cast<std::uint32_t>(id);
    out.writer.write(out.control, message);
    return id;
  }
  std::uint64_t position =
    out.normal.appended_total() + out.writer.frame_size(message.payload_bytes());
  auto id = requests.add(context, deadline, request_table::road::normal, position);
  message.id = static_cast<std::uint32_t>(id);
  out.writer.write(out.normal, message);
  return id;
}

void link::parts::cancel(request_id id) {
  bool left = false;
  if (over || !requests.finish(id, code::cancelled, left) || !left) return;
  frame_header header{frame_kind::cancel, 0, static_cast<std::uint32_t>(id), 0};
  out.writer.write(out.normal, header, {});
}

/// What a peer's message takes here until it is handled.
bool link::parts::has_room_for(std::size_t bytes) const noexcept {
  return served.has_bytes(bytes) && share.has_room(bytes);
}

bool link::parts::has_room_to_write(std::size_t bytes) const noexcept {
  return out.message_bytes() + bytes <= terms.ours.held_bytes && share.has_room(bytes);
}

/// Judges a request by its first frame; what is wrong with it is answered here.
bool link::parts::admit_request(std::uint32_t id, std::size_t bytes) {
  if (served.is_known(id) ||
      (transfers.open() > 0 && transfers.assembles(frame_kind::request, id))) {
    break_off(code::protocol_error, "a request id that is still open");
    return false;
  }
  if (leave.said()) {
    refuse(id, code::unreachable, "the node is leaving; nothing was executed");
    return false;
  }
  ++taken;
  ++counters.requests_in;
  if (tentative) {
    refuse(id, code::refused, tentative->refusal());
    return false;
  }
  account();
  if (!served.has_room(bytes)) {
    refuse(id, code::overloaded, "too many requests of this link are running");
    return false;
  }
  if (!share.has_room(bytes)) {
    refuse(id, code::overloaded,
           "the links of the node hold all that transport.held_all lets them");
    return false;
  }
  if (unread) return refuse_unread(id);
  return true;
}

/// Who does not read what it has asked for gets no more of it; who then goes on asking, and does
/// not read that either, is no peer.
bool link::parts::refuse_unread(std::uint32_t request) {
  if (out.message_bytes() > terms.ours.held_bytes + limits::refusals_bytes)
    break_off(code::overloaded, "the peer goes on asking and does not read its answers");
  else
    refuse(request, code::overloaded, unread_text);
  return false;
}

/// How long the caller of a request waits for its answer.
duration link::parts::time_for(const addressed& request) const noexcept {
  duration given =
    request.has_deadline ? decode_deadline(request.deadline) : terms.theirs.default_deadline;
  return std::min<duration>(given, limits::request_deadline_max);
}

bool link::parts::request_may_begin(beginning& b) {
  std::uint32_t id = b.first.header.id();
  if (!admit_request(id, b.wrong == code::ok ? b.whole : 0)) return false;
  auto m = read_addressed(b.first);
  b.expires = now + time_for(*m);
  if (b.wrong == code::ok) return true;
  refuse(id, b.wrong, sentence_of(b.wrong));
  return false;
}

bool link::parts::response_may_begin(beginning& b) {
  std::uint32_t id = b.first.header.id();
  if (b.wrong == code::ok && requests.is_open(request_id{id})) return true;
  b.verdict = answered(id, b.wrong, as_bytes(sentence_of(b.wrong)));
  return false;
}

const event* link::parts::on_request(const frame& f, time_point since) {
  auto m = read_addressed(f);
  if (!m) return break_off(code::protocol_error, "a request without an endpoint");
  std::uint32_t id = f.header.id();
  time_point deadline = since + time_for(*m);
  if (deadline <= now) {
    ++counters.expired_on_arrival;
    refuse(id, code::deadline_exceeded, "the deadline had passed on arrival");
    return {};
  }
  served_id handle = served.admit(id, m->body.size(), deadline);
  return emit(request_arrived{{m->to, m->body, deadline}, handle});
}

const event* link::parts::answered(std::uint32_t id, carrick::code code, byte_span payload) {
  std::uint64_t context = 0;
  switch (requests.take_answer(request_id{id}, context)) {
    case request_table::answer::verdict:
      return emit(request_done{request_id{id}, context + CARRICK_PLANTED(canary), code, payload});
    case request_table::answer::late:
      ++counters.late_answers;
      return {};
    case request_table::answer::unknown:
      break;
  }
  ++counters.late_answers;
  return tolerate();
}

const event* link::parts::on_response(const frame& f) {
  return answered(f.header.id(), code::ok, f.payload);
}

const event* link::parts::on_failure(const frame& f) {
  auto status = read_coded(f.payload);
  if (!status || status->code == code::ok)
    return break_off(code::protocol_error, "a failure without a code");
  return answered(f.header.id(), status->code, status->text);
}

const event* link::parts::on_cancel(const frame& f) {
  if (!f.payload.empty()) return break_off(code::protocol_error, "a cancel has no payload");
  served_id id{};
  if (served.cancel(f.header.id(), id)) {
    if (CARRICK_PLANTED(cancel_ignored)) return {};
    return emit(request_cancelled{id});
  }
  ++counters.ignored_frames;
  if (crossings == 0) return tolerate();
  --crossings;
  return {};
}

void link::parts::respond(served_id id, byte_span body) {
  std::uint32_t request = 0;
  if (!served.finish(id, request))
    ++counters.answers_in_vain;
  else if (!over)
    answer(request, body);
}

void link::parts::answer(std::uint32_t request, byte_span body) {
  if (body.size() > terms.theirs.message_bytes)
    return refuse(request, code::too_large, "the answer is above the caller's limit");
  if (!has_room_to_write(body.size())) {
    unread = true;
    return refuse(request, code::overloaded, unread_text);
  }
  outgoing message{.kind = frame_kind::response, .id = request, .body = body};
  try {
    if (body.size() <= frame_bytes)
      out.writer.write(out.normal, message);
    else
      out.bulk.add(message, memory.copy_of(body));
    ++crossings;
  } catch (const std::bad_alloc&) {
    refuse(request, code::overloaded, "there is no memory for the answer");
  }
}

void link::parts::refuse(std::uint32_t request, carrick::code why, std::string_view text) {
  ++crossings;
  auto code = why == code::ok ? code::internal : why;
  out.writer.write_status(out.normal, frame_kind::failure, request,
                          static_cast<unsigned char>(code), text);
}

} // namespace carrick::net
