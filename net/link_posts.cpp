#include <carrick/net/link_parts.hpp>

#include <carrick/core/planted.hpp>

namespace carrick::net {
namespace {

bool is_bulk_post(const message_head& head, std::size_t bytes) noexcept {
  return bytes >= large_body_bytes && !head.urgent;
}

} // namespace

status link::parts::post(const message_head& head, const message_body& body) {
  if (over || lost) return fail(code::link_lost, "the link has ended");
  if (leave.begun()) return fail(code::draining, "one side of the link is leaving");
  if (body.size() > terms.theirs.message_bytes)
    return fail(code::too_large, "above the peer's limit for a message");
  ENSURE(!fenced() && !posts_out.repeating() && posts_out.room(body.size()));
  ++counters.posts_out;
  if (must_queue(head, endpoint_bytes + body.size()) || is_bulk_post(head, body.size()))
    add_bulk_post(posts_out.add_bulk(head, memory.hold(body)), head);
  else if (head.urgent)
    write_post(out.control, frame_kind::post_urgent,
               posts_out.write(post_lane::urgent, head, body.bytes()), head.to, body.bytes());
  else
    write_post(out.normal, frame_kind::post, posts_out.write(post_lane::normal, head, body.bytes()),
               head.to, body.bytes());
  return {};
}

void link::parts::write_post(frame_queue& to, frame_kind kind, std::uint32_t number, endpoint at,
                             byte_span body) {
  out.writer.write(to, {.kind = kind, .id = number, .addressed = true, .to = at, .body = body});
}

void link::parts::add_bulk_post(std::uint64_t ticket, const message_head& head) {
  outgoing message{
    .kind = frame_kind::post_bulk, .addressed = true, .to = head.to, .ticket = ticket};
  out.bulk.add(message, posts_out.bulk_body(ticket), pair_of(head), out.normal.appended_total());
}

/// What is in flight since an earlier link. A small one stays in its lane, so it waits until large
/// ones of its pair that came before it are written.
void link::parts::repeat_posts() {
  if (!posts_out.repeating() || over || lost || fenced()) return;
  while (auto r = posts_out.next_repeat()) {
    const message_head& head = r->head;
    if (r->lane == post_lane::bulk)
      add_bulk_post(r->ticket, head);
    else if (out.bulk.pair_waits(pair_of(head)))
      return;
    else if (r->lane == post_lane::urgent)
      write_post(out.control, frame_kind::post_urgent, r->number, head.to, r->body);
    else
      write_post(out.normal, frame_kind::post, r->number, head.to, r->body);
    posts_out.repeated();
  }
  repeats_done = !CARRICK_PLANTED(repeats_done_untold);
}

const event* link::parts::on_post(const frame& f, post_lane lane) {
  std::uint64_t sequence = 0;
  if (f.header.has(frame_flag::more))
    return break_off(code::protocol_error, "a part without a transfer");
  if (fenced()) return {};
  auto arrival = posts_in.arrived(lane, f.header.id(), sequence);
  if (arrival == post_receiver::arrival::wrong)
    return break_off_posts("a gap in the sequence of posts");
  if (f.payload.size() < endpoint_bytes)
    return break_off(code::protocol_error, "a post without an endpoint");
  if (arrival == post_receiver::arrival::repeated) {
    posts_in.repeated(now);
    return {};
  }
  if (!posts_in.charge(f.payload.size() - endpoint_bytes))
    return break_off(code::overrun, "posts beyond the window");
  return hand_out(f, lane, sequence);
}

bool link::parts::post_may_begin(beginning& b, post_lane lane) {
  if (fenced()) return false;
  auto arrival = posts_in.arrived(lane, b.first.header.id(), b.sequence);
  if (arrival == post_receiver::arrival::wrong) {
    break_off_posts("a gap in the sequence of posts");
    return false;
  }
  if (arrival == post_receiver::arrival::repeated) {
    posts_in.repeated(now);
    return false;
  }
  std::size_t body = b.whole - endpoint_bytes;
  if (!posts_in.charge(body)) {
    break_off(code::overrun, "posts beyond the window");
    return false;
  }
  if (b.wrong == code::ok && tentative && !tentative->fits(body)) b.wrong = code::dropped;
  if (b.wrong == code::ok) return true;
  refuse_post(lane, b.sequence, b.wrong, body);
  return false;
}

const event* link::parts::hand_out(const frame& f, post_lane lane, std::uint64_t sequence) {
  auto m = read_addressed(f);
  if (!m) return break_off(code::protocol_error, "a post without an endpoint");
  if (fenced()) return {};
  if (tentative) return keep_post(*m, lane, sequence);
  ++counters.posts_in;
  posts_in.taken_over(lane, sequence, m->body.size(), now);
  return emit(post_arrived{{m->to, m->body}, lane});
}

void link::parts::refuse_post(post_lane lane, std::uint64_t sequence, carrick::code why,
                              std::size_t body) {
  if (fenced()) return;
  posts_in.taken_over(lane, sequence, body, now);
  posts_in.refused(why, body, now);
}

const event* link::parts::on_post_ack(const frame& f) {
  post_ack ack;
  if (fenced()) return {};
  if (f.header.id() != 0 || !read_post_ack(f.payload, ack) || !posts_out.acknowledged(ack))
    return break_off_posts("an impossible acknowledgement of posts");
  return emit(posts_acknowledged{});
}

/// Both sides mean different posts by the same numbers, and a link that went on from this one would
/// find the same again.
const event* link::parts::break_off_posts(std::string_view text) {
  if (!fenced()) posts->begin_anew();
  return break_off(code::protocol_error, text);
}

} // namespace carrick::net
