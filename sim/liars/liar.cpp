#include <carrick/sim/liars/liar.hpp>

#include <carrick/net/post_state.hpp>
#include <carrick/serialization/codec.hpp>
#include <carrick/serialization/message.hpp>
#include <carrick/sim/liars/stray_messages.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr duration dial_limit = 5s;
constexpr std::uint64_t text_bytes_max = 120'000; // of the largest some frames

/// Nothing is known of the peer's layouts, and nothing is asked.
constexpr std::array<std::byte, 16> no_layouts{};

net::handshake_options options_of(const liars_victim& victim, const std::string& name,
                                  draws& dice) {
  net::handshake_options out;
  out.self.role = dice.chance(0.5) ? net::role::member : net::role::client;
  out.self.node = node_id::parse(name).value();
  out.self.incarnation = {dice.next() | 1};
  out.self.cluster = victim.cluster;
  if (out.self.role == net::role::member) out.self.advertised = name;
  out.dialer = true;
  out.expected_peer = victim.node;
  return out;
}

} // namespace

liar::liar(world& in, network& over, std::string name, liars_victim victim, duration stays)
    : world_(in),
      victim_(std::move(victim)),
      name_(std::move(name)),
      until_(deadline_after(in.now(), stays)),
      dice_(in.source(name_)),
      loop_(in),
      transport_(over.transport_of(name_)),
      act_every_(dice_.magnitude(duration{500us}, duration{100ms})) {
  world_.at(world_.now(), act_);
}

liar::~liar() = default;

// -- its life -------------------------------------------------------------------------------------

/// One thing, and then the next after a while.
void liar::act() {
  if (world_.now() >= until_) return leave();
  if (!connection_ && !attempt_)
    call();
  else if (link_)
    speak();
  else if (handshake_)
    handshake_->tick(world_.now());
  write();
  world_.at(std::min(until_, world_.now() + dice_.between(duration{}, 2 * act_every_)), act_);
}

void liar::leave() {
  world_.cancel(act_);
  attempt_.reset();
  hang_up();
}

void liar::call() {
  if (!posts_ || dice_.chance(0.5))
    posts_ = std::make_shared<net::post_state>(net::post_state_options{.epoch = dice_.next() | 1});
  attempt_ = transport_->dial(loop_, victim_.address, dial_limit, *this);
}

void liar::on_dialed(result<std::unique_ptr<net::connection>> outcome) {
  attempt_.reset();
  if (!outcome) return;
  connection_ = std::move(outcome).value();
  handshake_.emplace(options_of(victim_, name_, dice_), static_cast<admission&>(*this),
                     world_.now());
  connection_->start(*this);
  write();
}

void liar::hang_up() {
  if (lies_) told_before_ += lies_->told();
  lies_.reset();
  streams_.clear();
  link_.reset();
  handshake_.reset();
  unsent_ = {};
  paused_ = false;
  connection_.reset();
}

byte_span liar::application_hello() { return no_layouts; }

result<std::optional<buffer>> liar::application_round(const net::identity&, int round, byte_span) {
  if (round > 0) return std::optional<buffer>{};
  buffer none;
  none.append_le(std::uint8_t{0});
  return std::optional<buffer>{std::move(none)};
}

void liar::begin_link() {
  const auto& outcome = *handshake_->outcome();
  if (!outcome) return hang_up();
  ++links_;
  lies_.emplace(draws{dice_.next(), "lies"}, outcome->checksum);
  link_.emplace(*outcome, world_.now());
}

// -- what it hears --------------------------------------------------------------------------------

void liar::on_bytes(byte_span bytes) {
  const auto now = world_.now();
  if (!link_) {
    bytes = bytes.subspan(handshake_->feed(bytes, now));
    write_handshake();
    if (handshake_->outcome()) begin_link();
  }
  if (!link_) return;
  link_->feed(bytes, now);
  take_events();
  if (link_) link_->retain_input();
  write();
}

void liar::take_events() {
  while (const auto* e = link_->next(world_.now())) take(*e);
  if (link_->ended() && !link_->has_output()) hang_up();
}

/// It answers and reads as often as not.
void liar::take(const net::event& e) {
  const auto now = world_.now();
  if (const auto* asked = std::get_if<net::request_arrived>(&e)) {
    if (dice_.chance(0.5)) link_->respond(asked->id, asked->body);
  } else if (const auto* post = std::get_if<net::post_arrived>(&e)) {
    if (dice_.chance(0.5)) link_->post_consumed(post->body.size(), now);
  } else if (const auto* opened = std::get_if<net::stream_opened>(&e)) {
    streams_.push_back(opened->id);
  } else if (const auto* item = std::get_if<net::stream_item>(&e)) {
    if (dice_.chance(0.9)) link_->stream_consumed(item->id, item->credit_cost);
  } else if (const auto* ended = std::get_if<net::stream_ended>(&e)) {
    std::erase(streams_, ended->id);
  }
}

// -- what it says ---------------------------------------------------------------------------------

void liar::speak() {
  const auto now = world_.now();
  link_->tick(now);
  const auto what = dice_.below(100);
  if (what < 30)
    ask();
  else if (what < 55)
    post();
  else if (what < 65)
    open();
  else if (what < 90 && !streams_.empty())
    go_on(streams_[dice_.below(streams_.size())]);
  else if (what < 94)
    link_->ping(now);
  else if (what < 97)
    connection_->pause_reading(paused_ = !paused_);
  else if (what < 98)
    link_->goodbye(code::ok, name_, now, dice_.between(duration{}, duration{1s}));
  else if (what < 99)
    return hang_up();
  take_events();
}

net::message_head liar::head(std::uint32_t message) {
  const auto target =
    dice_.chance(0.95) ? name_hash(stray_name) : static_cast<std::uint32_t>(dice_.next());
  return {{target, message}, dice_.below(3), dice_.chance(0.1)};
}

std::string liar::text() {
  return std::string(dice_.chance(0.95) ? dice_.below(100) : dice_.below(text_bytes_max), 'x');
}

/// Encoded, or what decodes as nothing.
template <class T>
buffer liar::body(const T& what) {
  buffer out;
  if (dice_.chance(0.9))
    encode(what, out);
  else
    for (auto i = dice_.below(20); i > 0; --i)
      out.append_le(static_cast<std::uint8_t>(dice_.next()));
  return out;
}

void liar::ask() {
  const auto now = world_.now();
  const auto wait = dice_.chance(0.5) ? 0 : dice_.below(3000);
  const auto made = body(stray_ask{text(), static_cast<std::uint32_t>(wait)});
  const auto deadline = deadline_after(now, dice_.magnitude(duration{1ms}, duration{30s}));
  const auto asked = link_->request(head(message_id<stray_ask>), made.bytes(), deadline, 0, now);
  if (asked && dice_.chance(0.2)) link_->cancel(*asked);
}

void liar::post() {
  const auto made = body(stray_mark{text()});
  if (!link_->post_room(made.size())) return;
  static_cast<void>(link_->post(head(message_id<stray_mark>), made.bytes(), world_.now()));
}

void liar::open() {
  const auto now = world_.now();
  const auto made = body(stray_stream{text()});
  const auto opened =
    link_->open_stream(head(message_id<stray_stream>), made.bytes(), never, 0, now);
  if (opened) streams_.push_back(*opened);
}

void liar::go_on(net::stream_id stream) {
  const auto what = dice_.below(10);
  if (what < 7) {
    static_cast<void>(link_->send_item(stream, body(stray_item{text()}).bytes()));
  } else if (what < 9) {
    link_->half_close_stream(stream);
  } else {
    link_->end_stream(stream, dice_.chance(0.5) ? code::ok : code::cancelled, name_);
    std::erase(streams_, stream);
  }
}

// -- writing --------------------------------------------------------------------------------------

void liar::write() {
  if (!connection_) return;
  write_handshake();
  std::array<byte_span, net::link::pieces_max> pieces;
  while (link_) {
    const auto count = link_->gather(pieces);
    if (count == 0) break;
    std::size_t honest = 0;
    for (const auto& piece : std::span{pieces}.first(count)) {
      unsent_.append(lies_->tell(piece).bytes());
      honest += piece.size();
    }
    link_->wrote(honest, world_.now());
  }
  if (unsent_.empty()) return;
  const std::array<byte_span, 1> all{unsent_.bytes()};
  const auto taken = connection_->write(all);
  buffer rest;
  rest.append(unsent_.bytes().subspan(taken));
  unsent_ = std::move(rest);
  if (link_ && link_->ended() && unsent_.empty()) hang_up();
}

void liar::write_handshake() {
  if (!handshake_) return;
  const auto output = handshake_->output();
  if (output.empty()) return;
  buffer said;
  said.append(output);
  handshake_->wrote(output.size());
  if (dice_.chance(0.03)) damage_hello(said);
  unsent_.append(said.bytes());
}

/// One byte is another, or the rest is left out.
void liar::damage_hello(buffer& bytes) {
  const auto place = dice_.below(bytes.size());
  if (dice_.chance(0.5))
    bytes.data()[place] = static_cast<std::byte>(dice_.next());
  else
    bytes.truncate(place);
}

} // namespace carrick::sim
