#include <carrick/net/link_parts.hpp>

namespace carrick::net {

status link::parts::post(const message_head& head, byte_span body) {
  if (over || lost) return fail(code::link_lost, "the link has ended");
  if (leave.begun()) return fail(code::draining, "one side of the link is leaving");
  if (body.size() > terms.theirs.message_bytes)
    return fail(code::too_large, "above the peer's limit for a message");
  ENSURE(posts_out.room(body.size()));
  posts_out.sent(body.size());
  ++counters.posts_out;
  outgoing message{.kind = frame_kind::post, .addressed = true, .to = head.to, .body = body};
  if (must_queue(head, message.payload_bytes())) {
    message.kind = frame_kind::post_bulk;
    out.bulk.add(message, {head.sender, head.to.target}, out.normal.appended_total());
  } else if (head.urgent) {
    message.kind = frame_kind::post_urgent;
    message.id = posts_out.next_sequence(post_lane::urgent);
    out.writer.write(out.control, message);
  } else {
    message.id = posts_out.next_sequence(post_lane::normal);
    out.writer.write(out.normal, message);
  }
  return {};
}

std::optional<event> link::parts::on_post(const frame& f, post_lane lane) {
  std::uint64_t sequence = 0;
  if (f.header.has(frame_flag::more))
    return break_off(code::protocol_error, "a part without a transfer");
  if (!posts_in.arrived(lane, f.header.id(), sequence))
    return break_off(code::protocol_error, "a gap in the sequence of posts");
  if (f.payload.size() < endpoint_bytes)
    return break_off(code::protocol_error, "a post without an endpoint");
  if (!posts_in.charge(f.payload.size() - endpoint_bytes))
    return break_off(code::overrun, "posts beyond the window");
  return hand_out(f, lane, sequence);
}

bool link::parts::post_may_begin(beginning& b, post_lane lane) {
  if (!posts_in.arrived(lane, b.first.header.id(), b.sequence)) {
    break_off(code::protocol_error, "a gap in the sequence of posts");
    return false;
  }
  std::size_t body = b.whole - endpoint_bytes;
  if (!posts_in.charge(body)) {
    break_off(code::overrun, "posts beyond the window");
    return false;
  }
  if (b.wrong == code::ok) return true;
  refuse_post(lane, b.sequence, b.wrong, body);
  return false;
}

std::optional<event> link::parts::hand_out(const frame& f, post_lane lane, std::uint64_t sequence) {
  auto m = read_addressed(f);
  if (!m) return break_off(code::protocol_error, "a post without an endpoint");
  ++counters.posts_in;
  posts_in.taken_over(lane, sequence, now);
  return post_arrived{m->to, lane, m->body};
}

void link::parts::refuse_post(post_lane lane, std::uint64_t sequence, carrick::code why,
                              std::size_t body) {
  posts_in.taken_over(lane, sequence, now);
  posts_in.refused(why, body, now);
}

std::optional<event> link::parts::on_post_ack(const frame& f) {
  post_ack ack;
  if (f.header.id() != 0 || !read_post_ack(f.payload, ack) || !posts_out.acknowledged(ack))
    return break_off(code::protocol_error, "an impossible acknowledgement of posts");
  return posts_acknowledged{};
}

} // namespace carrick::net
