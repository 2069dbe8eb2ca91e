#include <carrick/sim/machines/machine_link.hpp>

#include <carrick/sim/machines/machine_node.hpp>
#include <carrick/sim/machines/machine_peer.hpp>

#include <array>

namespace carrick::sim {
namespace {

// For the other side to read our last words and close.
constexpr auto last_words_limit = std::chrono::seconds(1);

/// Verdicts that need no answer; one may follow.
bool may_be_early(carrick::code verdict) noexcept {
  return verdict == code::cancelled || verdict == code::deadline_exceeded ||
    verdict == code::unreachable;
}

std::optional<net::standing_link> seen(machine_link* old) {
  if (old == nullptr) return {};
  return net::standing_link{old->machine()->terms().peer.incarnation, old->established_at(),
                            old->machine()->last_heard(), old->remote_address()};
}

} // namespace

machine_link::machine_link(machine_node& of, std::unique_ptr<net::connection> connection,
                           machine_peer* dialed_by)
    : node_(of),
      number_(of.next_link_number()),
      connection_(std::move(connection)),
      peer_(dialed_by),
      remote_address_(connection_->remote_address()),
      began_at_(of.now()) {
  net::handshake_options options;
  options.self = of.identity();
  options.limits = of.options().link;
  options.offer_checksum = !connection_->has_integrity();
  options.dialer = dialed_by != nullptr;
  if (dialed_by != nullptr) options.expected_peer = dialed_by->id();
  handshake_ =
    std::make_unique<net::handshake>(options, static_cast<net::admission&>(*this), of.now());
  connection_->start(*this);
  after_handshake_step();
}

machine_link::~machine_link() = default;

// -- the connection -------------------------------------------------------------------------------

void machine_link::on_bytes(byte_span bytes) {
  if (finished_) return;
  auto now = node_.now();
  if (handshake_) {
    bytes = bytes.subspan(handshake_->feed(bytes, now));
    after_handshake_step();
    if (!link_ || bytes.empty()) return;
  }
  link_->feed(bytes, now);
  take_events();
}

std::span<std::byte> machine_link::room() {
  return link_ && !finished_ ? link_->room() : std::span<std::byte>{};
}

void machine_link::on_filled(std::size_t bytes) { link_->filled(bytes, node_.now()); }

void machine_link::on_writable() { writable_ = true; }

void machine_link::on_end(const status& why) {
  heard_all_ = true;
  if (finished_) return close();
  auto reason = why.ok() ? fail(code::link_lost, "the other side closed the connection") : why;
  if (handshake_) {
    handshake_->connection_lost(reason);
    after_handshake_step();
  } else {
    link_->connection_lost(reason, node_.now());
  }
}

void machine_link::turn(time_point now) {
  if (closed_) return;
  if (finished_) {
    if (now >= lingers_until_) close();
    return;
  }
  if (handshake_) {
    if (handshake_->next_deadline() <= now) handshake_->tick(now);
    after_handshake_step();
    if (!link_) return;
  }
  if (link_->next_deadline() <= now) link_->tick(now);
  if (link_->silent() != silent_) {
    silent_ = link_->silent();
    node_.link_silent(*this, silent_);
  }
  take_events();
  write_link();
  if (ended_) finish(*ended_);
}

time_point machine_link::next_deadline() const {
  if (finished_) return closed_ ? never : lingers_until_;
  return handshake_ ? handshake_->next_deadline() : link_->next_deadline();
}

// -- the handshake --------------------------------------------------------------------------------

void machine_link::after_handshake_step() {
  write_handshake();
  if (finished_) return;
  const auto& outcome = handshake_->outcome();
  if (!outcome) return;
  if (outcome->has_error()) {
    auto why = outcome->error();
    node_.handshake_failed(*this, why, handshake_->refusal_is_temporary());
    return finish(why);
  }
  auto terms = outcome->value();
  last_of_handshake_.append(handshake_->output());
  handshake_.reset();
  established(terms);
}

void machine_link::write_handshake() {
  while (writable_ && !handshake_->output().empty()) {
    std::array<byte_span, 1> pieces{handshake_->output()};
    auto wanted = pieces[0].size();
    auto wrote = connection_->write(pieces);
    handshake_->wrote(wrote);
    writable_ = wrote == wanted;
  }
}

void machine_link::write_last_of_handshake() {
  std::array<byte_span, 1> pieces{last_of_handshake_.bytes()};
  last_of_handshake_.drop_front(connection_->write(pieces));
  writable_ = last_of_handshake_.empty();
}

void machine_link::overtaken_by(const machine_link& established) {
  if (this == &established || !handshake_ || !handshake_->peer()) return;
  const auto& peer = established.link_->terms().peer;
  if (handshake_->peer()->node != peer.node) return;
  bool primary = net::is_primary(node_.identity().node, peer.node);
  if (net::link_choice::is_overtaken(primary, began_at_, established.began_at_))
    handshake_->connection_lost(fail(code::refused, "another connection was chosen"));
  after_handshake_step();
}

auto machine_link::identity_known(const net::identity& peer, status& why, bool& temporary)
  -> verdict {
  temporary = true;
  if (node_.draining()) {
    why = fail(code::draining, "this node is stopping");
    return verdict::refuse;
  }
  if (node_.peer(peer.node) == nullptr && !node_.strange().welcome()) {
    why = fail(code::refused, peer.node.text() + " is no member");
    return verdict::refuse;
  }
  auto* old = standing(peer.node);
  auto judged = choice_.known(seen(old), peer.incarnation, node_.now());
  if (judged.standing == net::link_choice::step::end)
    old->abort(judged.why.code(), judged.why.message());
  if (judged.standing == net::link_choice::step::ping) old->machine()->ping(node_.now());
  why = judged.why;
  temporary = judged.temporary;
  return judged.verdict;
}

auto machine_link::establish(const net::identity& peer, status& why, bool& temporary) -> verdict {
  if (node_.peer(peer.node) == nullptr && !node_.strange().welcome()) {
    why = fail(code::removed, peer.node.text() + " was removed meanwhile");
    return verdict::refuse;
  }
  bool primary = net::is_primary(node_.identity().node, peer.node);
  auto judged = choice_.established(seen(standing(peer.node)), primary, node_.now());
  why = judged.why;
  temporary = judged.temporary;
  return judged.verdict;
}

std::shared_ptr<net::post_state> machine_link::posts_of(const node_id& peer) {
  auto* known = node_.peer(peer);
  return known != nullptr ? known->out().posts_kept() : node_.strange().posts_of(peer);
}

machine_link* machine_link::standing(const node_id& peer) const {
  auto* old = node_.standing_link(peer);
  return old == this ? nullptr : old;
}

bool machine_link::leads_to(const node_id& node) const {
  if (link_) return link_->terms().peer.node == node;
  return handshake_ && handshake_->peer() && handshake_->peer()->node == node;
}

// -- the link -------------------------------------------------------------------------------------

void machine_link::established(const net::link_terms& terms) {
  established_at_ = node_.now();
  link_ = std::make_unique<net::link>(terms, established_at_);
  peer_ = node_.peer(terms.peer.node);
  peer_process_ = {machine_node::index_of(terms.peer.node), terms.peer.incarnation.value};
  node_.link_established(*this);
}

void machine_link::take_events() {
  if (taking_events_ || !link_) return;
  taking_events_ = true;
  auto now = node_.now();
  while (auto event = link_->next(now)) {
    if (auto* over = std::get_if<net::link_ended>(&*event)) {
      ended_ = *over->why;
      continue;
    }
    if (auto* done = std::get_if<net::request_done>(&*event))
      if (may_be_early(done->code)) ++early_verdicts_;
    if (peer_ != nullptr && std::holds_alternative<net::posts_acknowledged>(*event))
      peer_->acknowledged(*this);
    node_.app().on_event(*this, *event);
  }
  taking_events_ = false;
}

void machine_link::write_link() {
  if (writable_ && !last_of_handshake_.empty()) write_last_of_handshake();
  std::array<byte_span, net::link::pieces_max> pieces;
  while (writable_) {
    auto count = link_->gather(pieces);
    if (count == 0) return;
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < count; ++i) wanted += pieces[i].size();
    auto wrote = connection_->write(std::span{pieces}.first(count));
    link_->wrote(wrote, node_.now());
    writable_ = wrote == wanted;
  }
}

// -- the end --------------------------------------------------------------------------------------

void machine_link::abort(carrick::code why, std::string_view text) {
  if (finished_) return;
  if (!link_) return finish(fail(why, std::string{text}));
  link_->abort(why, text, node_.now());
  node_.touch();
}

void machine_link::say_goodbye(carrick::code why, std::string_view text) {
  if (finished_) return;
  if (!link_) return finish(fail(why, std::string{text}));
  link_->goodbye(why, text, node_.now());
  node_.touch();
}

void machine_link::finish(const status& why) {
  if (finished_) return;
  finished_ = true;
  if (link_) node_.link_finished(*this, why);
  handshake_.reset();
  link_.reset();
  if (heard_all_) return close();
  connection_->half_close();
  lingers_until_ = node_.now() + last_words_limit;
}

void machine_link::close() {
  if (closed_) return;
  closed_ = true;
  connection_->close();
}

} // namespace carrick::sim
