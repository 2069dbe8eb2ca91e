#include <carrick/net/handshake.hpp>

#include <carrick/net/checksum.hpp>
#include <carrick/net/frame_reader.hpp>
#include <carrick/net/hello.hpp>
#include <carrick/net/post_state.hpp>

#include <algorithm>

namespace carrick::net {
namespace {

/// How soon an answer of `wait` is asked for again.
constexpr auto ask_again_after = std::chrono::milliseconds{20};
/// A round of the application is assembled up to this.
constexpr std::size_t round_bytes_max = 4 * limits::MiB;

/// What a side is ready to keep for the other is not the other's to say: the smaller window is in
/// force, in both directions.
void agree_on_windows(link_limits& one, link_limits& other) noexcept {
  for (auto window :
       {&link_limits::stream_window, &link_limits::link_window, &link_limits::post_window})
    one.*window = other.*window = std::min(one.*window, other.*window);
}
/// What may arrive while the judge has not answered yet.
constexpr std::size_t early_bytes_max = limits::frame_bytes + limits::handshake_frame_bytes;

bool is_permanent(carrick::code c) noexcept {
  return c == code::protocol_error || c == code::version_mismatch || c == code::refused ||
    c == code::too_large || c == code::malformed;
}

/// A client that was given an address alone names no cluster and takes any.
bool takes_any_cluster(const identity& side) {
  return side.role == role::client && side.cluster.empty();
}

} // namespace

/// Waits in turn for: the preface, the hello, the judge, the application's rounds, the other side's
/// verdict, the judge's last word.
struct handshake::parts {
  parts(handshake_options given, admission& asked, time_point now)
      : options(std::move(given)),
        judge(asked),
        reader(limits::handshake_frame_bytes, true),
        ends_at(now + options.time_limit) {
    if (options.dialer) {
      write_preface(out, {});
      send_hello(options.expected_peer);
    }
  }

  enum class stage : std::uint8_t { preface, hello, knowing, rounds, verdicts, done };

  std::size_t feed(byte_span bytes, time_point now);
  std::size_t feed_preface(byte_span bytes);
  void take_frames(time_point now);
  void on_preface();
  void on_frame(const frame& f, time_point now);
  void on_hello(const frame& f, time_point now);
  void on_application(const frame& f, time_point now);
  void on_verdict(const frame& f, time_point now);
  void ask_judge(time_point now);
  void next_round(byte_span peers, time_point now);
  void satisfied(time_point now);
  void accept();

  bool may_ask(admission::verdict v, const status& why, bool temporary, time_point now);
  status judge_hello(const hello& h) const;
  bool decides() const;
  void send_hello(const node_id& to);
  posts_known posts_taken_over();
  void send(frame_header header, byte_span payload);
  void send_round(byte_span round);
  void send_verdict(const verdict& v);
  void refuse(status why, bool temporary);
  void finish(result<link_terms> with, bool is_temporary);

  handshake_options options;
  admission& judge;
  frame_reader reader;
  buffer out;
  time_point ends_at;
  time_point asks_at = never;
  stage at = stage::preface;
  buffer preface_in;
  bool answered = false; ///< our preface is out, so that a refusal can be read
  link_terms terms;
  std::optional<identity> peer;
  buffer round_in; ///< of the application: round 0 from the hello, later ones from parts
  int round = 0;
  bool peer_accepted = false;
  bool we_accepted = false;
  std::optional<result<link_terms>> outcome;
  bool temporary = false;
  bool by_peer = false;
};

std::size_t handshake::parts::feed(byte_span bytes, time_point now) {
  std::size_t taken = 0;
  if (at == stage::preface) taken = feed_preface(bytes);
  if (at == stage::preface || outcome) return taken;
  reader.feed(bytes.subspan(taken));
  take_frames(now);
  if (at == stage::knowing) {
    reader.retain();
    if (reader.carried() > early_bytes_max)
      refuse({code::too_large, "too many bytes before the hello was judged"}, false);
  }
  return bytes.size() - reader.give_back();
}

/// A frame is taken only while one is awaited: what follows the verdict is the link's.
void handshake::parts::take_frames(time_point now) {
  while (!outcome && !peer_accepted && at != stage::knowing) {
    frame f;
    auto got = reader.next(f);
    if (got == frame_reader::outcome::none) break;
    if (got == frame_reader::outcome::frame)
      on_frame(f, now);
    else if (got == frame_reader::outcome::too_large)
      refuse({code::too_large, "a frame above the limit of the handshake"}, false);
    else if (got == frame_reader::outcome::corrupt)
      refuse({code::protocol_error, "wrong checksum of a frame of the handshake"}, true);
    else
      refuse({code::protocol_error, "unknown kind or flag of a frame"}, false);
  }
}

std::size_t handshake::parts::feed_preface(byte_span bytes) {
  std::size_t count = std::min(bytes.size(), preface_bytes - preface_in.size());
  preface_in.append(bytes.first(count));
  if (!may_be_preface(preface_in.bytes()))
    finish(fail(code::protocol_error, "what answers there does not speak this protocol"), false);
  else if (preface_in.size() == preface_bytes)
    on_preface();
  return count;
}

void handshake::parts::on_preface() {
  preface theirs = read_preface(preface_in.bytes());
  if (!options.dialer) write_preface(out, {});
  answered = true;
  at = stage::hello;
  terms.version = std::min(theirs.highest, version_highest);
  if (terms.version >= std::max(theirs.lowest, version_lowest)) return;
  auto range = [](int low, int high) {
    return std::to_string(low) + " to " + std::to_string(high);
  };
  finish(fail(code::version_mismatch,
              "this side speaks versions " + range(version_lowest, version_highest) +
                " of the protocol, the other " + range(theirs.lowest, theirs.highest)),
         false);
}

void handshake::parts::on_frame(const frame& f, time_point now) {
  if (static_cast<std::uint8_t>(f.header.kind()) >= first_ignorable_kind) return;
  bool numbered = f.header.kind() == frame_kind::application;
  if (!numbered && f.header.id() != 0)
    return refuse({code::protocol_error, "a numbered frame in the handshake"}, false);
  switch (f.header.kind()) {
    case frame_kind::hello:
      if (at == stage::hello) return on_hello(f, now);
      break;
    case frame_kind::application:
      if (at == stage::rounds) return on_application(f, now);
      break;
    case frame_kind::verdict:
      return on_verdict(f, now);
    default:
      break;
  }
  refuse({code::protocol_error, "a frame out of place in the handshake"}, false);
}

void handshake::parts::on_hello(const frame& f, time_point now) {
  auto h = read_hello(f.payload);
  if (!h) return refuse(h.error(), false);
  peer = h->self;
  terms.self = options.self;
  terms.peer = h->self;
  terms.ours = options.limits;
  terms.theirs = h->limits;
  agree_on_windows(terms.ours, terms.theirs);
  terms.dialer = options.dialer;
  terms.checksum = options.offer_checksum && (h->features & feature::checksum) != 0;
  terms.peer_epoch = (h->features & feature::resume) != 0 ? h->post_epoch : 0;
  if (peer->role == role::client) terms.posts.reset();
  round_in.append(h->application);
  if (auto wrong = judge_hello(*h); !wrong.ok()) return refuse(wrong, false);
  at = stage::knowing;
  ask_judge(now);
}

status handshake::parts::judge_hello(const hello& h) const {
  bool any = takes_any_cluster(options.self) || takes_any_cluster(h.self);
  if (!any && h.self.cluster != options.self.cluster)
    return {code::refused,
            "this is cluster '" + options.self.cluster + "', the other side is of '" +
              h.self.cluster + "'"};
  if (h.self.node == options.self.node) return {code::refused, "this is the node itself"};
  if (!options.expected_peer.empty() && h.self.node != options.expected_peer)
    return {
      code::refused,
      "node " + options.expected_peer.text() + " was expected, " + h.self.node.text() + " answers"};
  return {};
}

/// Both questions to the judge have the same three answers. True for `accept`.
bool handshake::parts::may_ask(admission::verdict v, const status& why, bool is_temporary,
                               time_point now) {
  asks_at = never;
  if (v == admission::verdict::accept) return true;
  if (v == admission::verdict::wait)
    asks_at = now + ask_again_after;
  else
    refuse(why, is_temporary);
  return false;
}

void handshake::parts::ask_judge(time_point now) {
  status why;
  bool is_temporary = false;
  auto v = judge.identity_known(*peer, why, is_temporary);
  if (!may_ask(v, why, is_temporary, now)) return;
  if (!options.dialer) send_hello(peer->node);
  reader.allow_application(options.limits.frame_bytes);
  at = stage::rounds;
  auto hello_round = std::move(round_in);
  next_round(hello_round.bytes(), now);
}

void handshake::parts::next_round(byte_span peers, time_point now) {
  auto reply = judge.application_round(*peer, round, peers);
  if (!reply) return refuse(reply.error(), !is_permanent(reply.error().code()));
  if (!reply->has_value()) {
    at = stage::verdicts;
    return satisfied(now);
  }
  ++round;
  send_round((*reply)->bytes());
}

void handshake::parts::on_application(const frame& f, time_point now) {
  if (f.header.id() != static_cast<std::uint32_t>(round))
    return refuse({code::protocol_error, "a round of the application out of order"}, false);
  if (round_in.size() + f.payload.size() > round_bytes_max)
    return refuse({code::too_large, "a round of the application is too large"}, false);
  round_in.append(f.payload);
  if (f.header.has(frame_flag::more)) return;
  auto whole = std::move(round_in);
  next_round(whole.bytes(), now);
}

/// The secondary accepts first; the primary decides, by accepting last.
bool handshake::parts::decides() const {
  if (options.self.role == role::client || peer->role == role::client) return !options.dialer;
  return is_primary(options.self.node, peer->node);
}

void handshake::parts::satisfied(time_point now) {
  if (at != stage::verdicts || outcome || we_accepted) return;
  if (decides() && !peer_accepted) return;
  status why;
  bool is_temporary = true;
  auto v = judge.establish(*peer, why, is_temporary);
  if (!may_ask(v, why, is_temporary, now)) return;
  we_accepted = true;
  terms.posts_known_here = posts_taken_over();
  send_verdict({code::ok, false, terms.posts_known_here, {}});
  if (peer_accepted) finish(terms, false);
}

void handshake::parts::on_verdict(const frame& f, time_point now) {
  auto v = read_verdict(f.payload);
  if (!v) return refuse({code::protocol_error, "a damaged verdict"}, false);
  if (v->code != code::ok) {
    by_peer = true;
    return finish(status{v->code, v->text}, v->temporary);
  }
  bool in_turn = at == stage::verdicts && (decides() || we_accepted);
  if (!in_turn) return refuse({code::protocol_error, "an acceptance out of turn"}, false);
  peer_accepted = true;
  terms.posts_known_there = v->posts;
  if (we_accepted) return finish(terms, false);
  satisfied(now);
}

/// Posts go on between members, and only if the dialer knows whom it dials: a client may have any
/// name.
void handshake::parts::send_hello(const node_id& to) {
  bool client = options.self.role == role::client || (peer && peer->role == role::client);
  if (!to.empty() && !client) terms.posts = judge.posts_of(to);
  hello h;
  h.self = options.self;
  h.limits = options.limits;
  h.features = options.offer_checksum ? feature::checksum : 0;
  if (terms.posts && terms.posts->resumes()) {
    h.features |= feature::resume;
    h.post_epoch = terms.posts->epoch();
  }
  h.application = judge.application_hello();
  buffer payload;
  write_hello(payload, h);
  ENSURE(payload.size() <= limits::handshake_frame_bytes);
  send({frame_kind::hello, 0, 0, payload.size()}, payload.bytes());
}

posts_known handshake::parts::posts_taken_over() {
  if (!terms.posts) return {};
  return terms.posts->known_of({peer->incarnation, terms.peer_epoch});
}

/// With a checksum, whatever the transport: a damaged hello would be another node's.
void handshake::parts::send(frame_header header, byte_span payload) {
  auto start = out.size();
  out.append_le(header.word());
  out.append(payload);
  out.append_le(frame_checksum(out.bytes().subspan(start)));
}

void handshake::parts::send_round(byte_span rest) {
  auto id = static_cast<std::uint32_t>(round);
  while (rest.size() > terms.theirs.frame_bytes) {
    byte_span part = rest.first(terms.theirs.frame_bytes);
    rest = rest.subspan(part.size());
    send({frame_kind::application, frame_flag::more, id, part.size()}, part);
  }
  send({frame_kind::application, 0, id, rest.size()}, rest);
}

void handshake::parts::send_verdict(const verdict& v) {
  buffer payload;
  write_verdict(payload, v);
  send({frame_kind::verdict, 0, 0, payload.size()}, payload.bytes());
}

// Who has accepted has said its verdict: for the other side the link may stand already.
void handshake::parts::refuse(status why, bool is_temporary) {
  if (outcome) return;
  if (answered && !we_accepted) send_verdict({why.code(), is_temporary, {}, why.message()});
  finish(std::move(why), is_temporary);
}

void handshake::parts::finish(result<link_terms> with, bool is_temporary) {
  if (outcome) return;
  outcome = std::move(with);
  temporary = is_temporary;
  asks_at = ends_at = never;
  at = stage::done;
}

handshake::handshake(handshake_options options, admission& judge, time_point now)
    : parts_(std::make_unique<parts>(std::move(options), judge, now)) {}
handshake::~handshake() = default;

std::size_t handshake::feed(byte_span bytes, time_point now) {
  if (parts_->outcome) return 0;
  return parts_->feed(bytes, now);
}

void handshake::tick(time_point now) {
  parts& p = *parts_;
  if (p.outcome) return;
  if (now >= p.ends_at)
    return p.refuse({code::deadline_exceeded, "the handshake took too long"}, true);
  if (now < p.asks_at) return;
  if (p.at != parts::stage::knowing) return p.satisfied(now);
  p.ask_judge(now);
  p.take_frames(now);
}

time_point handshake::next_deadline() const { return std::min(parts_->ends_at, parts_->asks_at); }

void handshake::give_way(const status& why) {
  auto& p = *parts_;
  if (p.outcome) return;
  if (!p.answered && !p.options.dialer) write_preface(p.out, {});
  p.answered = true;
  p.refuse(why, true);
}

void handshake::connection_lost(const status& why) {
  parts_->finish(
    fail(code::link_lost, why.ok() ? "the other side closed the connection" : why.message()), true);
}

byte_span handshake::output() const noexcept { return parts_->out.bytes(); }
void handshake::wrote(std::size_t bytes) { parts_->out.drop_front(bytes); }
const std::optional<result<link_terms>>& handshake::outcome() const noexcept {
  return parts_->outcome;
}
bool handshake::refusal_is_temporary() const noexcept { return parts_->temporary; }
bool handshake::refused_by_peer() const noexcept { return parts_->by_peer; }
std::size_t handshake::bytes_kept() const noexcept {
  const parts& p = *parts_;
  return p.preface_in.size() + p.reader.carried() + p.round_in.size() + p.out.size();
}
const std::optional<identity>& handshake::peer() const noexcept { return parts_->peer; }

} // namespace carrick::net
