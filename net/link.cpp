#include <carrick/net/link.hpp>

#include <carrick/core/planted.hpp>
#include <carrick/net/link_parts.hpp>

#include <algorithm>
#include <limits>

namespace carrick::net {
namespace {

std::size_t frame_bytes_of(const link_terms& terms) noexcept {
  return std::min(terms.theirs.frame_bytes, terms.ours.frame_bytes);
}

std::shared_ptr<post_state> posts_of(const link_terms& terms) {
  return terms.posts ? terms.posts : std::make_shared<post_state>(post_state_options{});
}

} // namespace

link::parts::parts(const link_terms& agreed, time_point start)
    : terms(agreed),
      frame_bytes(frame_bytes_of(agreed)),
      now(start),
      timers_run_at(start),
      reader(agreed.ours.frame_bytes, agreed.checksum, &transfers),
      requests(start),
      posts(posts_of(agreed)),
      posts_out(posts->out),
      posts_in(posts->in),
      out(requests, posts_out, frame_bytes_of(agreed), agreed.checksum),
      served(start, agreed.self.incarnation.value, {.bytes = agreed.ours.held_bytes}),
      share(agreed.memory, agreed.peer.role == role::member),
      streams(agreed.dialer, agreed.theirs.streams, agreed.ours.streams,
              agreed.self.incarnation.value),
      stream_out(streams, out, frame_bytes_of(agreed), agreed.theirs),
      stream_in(streams, out, agreed.ours),
      streams_wheel(start),
      life(agreed.ours, start),
      pace(agreed.ours.fail_after),
      budget(start) {
  bool possible = posts->attach(this, agreed);
  posts_generation = posts->generation();
  if (possible)
    repeat_posts();
  else
    break_off(code::protocol_error, "an impossible verdict about posts: they begin anew");
}

link::link(const link_terms& terms, time_point now) : parts_(std::make_unique<parts>(terms, now)) {}
link::~link() = default;

const link_terms& link::terms() const noexcept { return parts_->terms; }

void link::feed(byte_span bytes, time_point now) {
  if (!parts_->bytes_came(bytes.size(), now)) return;
  parts_->reader.feed(bytes);
}

std::span<std::byte> link::room() {
  return parts_->over ? std::span<std::byte>{} : parts_->reader.room();
}

void link::filled(std::size_t bytes, time_point now) {
  if (!parts_->bytes_came(bytes, now)) return;
  parts_->reader.filled(bytes);
}

const event* link::next(time_point now) { return parts_->next(now); }

void link::retain_input() {
  parts_->reader.retain();
  parts_->life.heard(parts_->now);
}

void link::tick(time_point now) {
  parts_->touch(now);
  parts_->run_timers();
  parts_->life.look(now);
  parts_->go_on_leaving();
}

time_point link::next_deadline() const { return parts_->next_deadline(); }

void link::connection_lost(const status& why, time_point now) {
  parts& p = *parts_;
  p.touch(now);
  if (p.over || p.lost) return;
  bool clean = p.leave.said() && p.nothing_open();
  if (clean)
    p.lost = p.leave.why();
  else
    p.lost = status{code::link_lost, why.ok() ? "the peer closed the connection" : why.message()};
}

std::size_t link::gather(std::span<byte_span> pieces) {
  parts& p = *parts_;
  if (p.lost) return 0;
  p.repeat_posts();
  p.write_due();
  if (p.out.choose()) p.take_notes();
  return p.out.gather(pieces);
}

void link::wrote(std::size_t bytes, time_point now) {
  parts_->touch(now);
  parts_->counters.bytes_out += bytes;
  parts_->out.wrote(bytes);
  if (parts_->unread || parts_->share.bytes() > limits::held_guaranteed) parts_->less_is_held();
  parts_->go_on_leaving();
}

bool link::has_output() const noexcept {
  const parts& p = *parts_;
  if (p.lost) return false;
  return !p.out.empty() || p.pong_owed || (!p.over && (p.ack_due() || p.stream_in.credit_due()));
}

bool link::owes_credit() const noexcept { return parts_->stream_in.credit_due(); }

std::size_t link::output_bytes() const noexcept { return parts_->out.size(); }

bool link::reads_slowly() const noexcept {
  return parts_->out.message_bytes() > parts_->terms.ours.held_bytes / 4;
}
bool link::has_been_read() const noexcept {
  return parts_->out.message_bytes() <= parts_->terms.ours.held_bytes / 8;
}

shared_body link::hold(const message_body& body) { return parts_->memory.hold(body); }

result<request_id> link::request(const message_head& head, const message_body& body,
                                 time_point deadline, std::uint64_t context, time_point now) {
  parts_->touch(now);
  return parts_->request(head, body, deadline, context);
}
void link::cancel(request_id id) { parts_->cancel(id); }

void link::respond(served_id id, byte_span body) { parts_->respond(id, body); }
void link::let_go(served_id id) noexcept { parts_->served.let_go(id); }

void link::refuse(served_id id, carrick::code why, std::string_view text) {
  std::uint32_t request = 0;
  if (!parts_->served.finish(id, request))
    ++parts_->counters.answers_in_vain;
  else if (!parts_->over)
    parts_->refuse(request, why, text);
}
bool link::is_open(served_id id) const noexcept { return parts_->served.is_open(id); }

bool link::post_room(std::size_t body_bytes) const noexcept {
  const parts& p = *parts_;
  return !p.over && !p.lost && !p.leave.begun() && !p.fenced() && !p.posts_out.repeating() &&
    p.posts_out.room(body_bytes);
}
bool link::repeats_posts() const noexcept { return parts_->posts_out.repeating(); }
const std::shared_ptr<post_state>& link::posts_kept() const noexcept { return parts_->posts; }
status link::post(const message_head& head, const message_body& body, time_point now) {
  parts_->touch(now);
  return parts_->post(head, body);
}
void link::post_consumed(std::size_t body_bytes, time_point now) {
  parts_->touch(now);
  parts_->posts->consumed(parts_->posts_generation, body_bytes, now);
}
void link::post_refused(carrick::code why, std::size_t body_bytes, time_point now) {
  parts_->touch(now);
  parts_->posts_in.refused(why, body_bytes, now);
}
const post_totals& link::posts() const noexcept { return parts_->posts_out.totals(); }

result<stream_id> link::open_stream(const message_head& head, byte_span body, time_point deadline,
                                    std::uint64_t context, time_point now) {
  parts_->touch(now);
  return parts_->open_stream(head, body, deadline, context);
}
void link::hold_opening(std::size_t body_bytes) noexcept {
  parts_->unhandled_openings += body_bytes + limits::opening_overhead;
  parts_->count_openings();
}
void link::let_go_openings(std::size_t count, std::size_t body_bytes) noexcept {
  parts_->unhandled_openings -= body_bytes + count * limits::opening_overhead;
  parts_->count_openings();
}
void link::set_stream_context(stream_id id, std::uint64_t context) {
  if (stream* s = parts_->streams.find(static_cast<std::uint32_t>(id))) s->context = context;
}
std::vector<std::uint64_t> link::stream_contexts() const {
  std::vector<std::uint64_t> contexts;
  parts_->streams.for_each([&](const stream& s) {
    if (!s.silent) contexts.push_back(s.context);
  });
  return contexts;
}
status link::send_item(stream_id id, byte_span body) { return parts_->send_item(id, body); }
std::size_t link::stream_credit(stream_id id) const noexcept {
  const stream* s = parts_->streams.find(static_cast<std::uint32_t>(id));
  return s == nullptr || s->silent ? 0 : parts_->stream_out.credit(*s);
}
void link::limit_stall(stream_id id, duration most) { parts_->limit_stall(id, most); }
void link::half_close_stream(stream_id id) { parts_->half_close(id); }
void link::end_stream(stream_id id, carrick::code why, std::string_view text) {
  parts_->end_stream(id, why, text);
}
void link::stream_consumed(stream_id id, std::uint32_t cost) { parts_->consumed(id, cost); }

void link::goodbye(carrick::code why, std::string_view text, time_point now, duration grace) {
  parts& p = *parts_;
  p.touch(now);
  if (p.over || !p.leave.say({why, std::string{text}}, deadline_after(now, grace))) return;
  p.say_goodbye(why, text);
}
void link::abort(carrick::code why, std::string_view text, time_point now) {
  if (CARRICK_PLANTED(removal_unfenced) && why == code::removed) return;
  parts_->touch(now);
  parts_->end({why, std::string{text}}, true);
}
bool link::ended() const noexcept { return parts_->over; }
bool link::leaving() const noexcept { return parts_->leave.begun(); }
bool link::takes_new() const noexcept {
  return !parts_->over && !parts_->lost && !parts_->leave.begun();
}

std::size_t link::open_requests() const noexcept { return parts_->requests.open(); }
std::size_t link::running_requests() const noexcept { return parts_->served.running(); }
std::size_t link::open_streams() const noexcept { return parts_->open_streams; }
std::size_t link::held_streams() const noexcept { return parts_->streams.size(); }
const link_counters& link::counters() const noexcept {
  parts_->counters.frames_out = parts_->out.frames();
  return parts_->counters;
}
std::size_t link::held_at_most() const noexcept { return parts_->share.at_most(); }
time_point link::last_heard() const noexcept { return parts_->life.heard_at(); }
duration link::last_round_trip() const noexcept { return parts_->life.last_round_trip(); }
bool link::silent() const noexcept { return parts_->life.silent(); }
void link::ping(time_point now) {
  parts& p = *parts_;
  p.touch(now);
  if (p.over) return;
  p.write_ping();
}

} // namespace carrick::net
