#include <carrick/actors/link_actor.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_gate.hpp>
#include <carrick/actors/live_session.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/receiver.hpp>
#include <carrick/actors/sink_context.hpp>
#include <carrick/actors/turn_group.hpp>
#include <carrick/core/out_of_memory.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/net/link_choice.hpp>

#include <algorithm>
#include <array>
#include <new>

namespace carrick {
namespace {

// Between two looks at the clock within one batch of input, at most.
constexpr int events_a_look_max = handler_watch::batch_events_max;
// What a batch of input has caused so far is written after the first of these times, then after
// twice as long, up to the last: an early write wakes the other side, so that both work at the same
// time, and each one costs as much as the handling of many small messages.
constexpr auto first_write_after = std::chrono::microseconds(10);
constexpr auto write_after_max = std::chrono::microseconds(20);
// Then others on the loop have their turn, this link's input among them.
constexpr std::size_t write_a_turn = limits::write_ahead_bytes;
// For the other side to read our last words and close.
constexpr auto last_words_limit = std::chrono::seconds(1);

} // namespace

link_actor::link_actor(caf::actor_config& config, node_home& home)
    : pinned(config),
      home_(home),
      where_(home.where()),
      turn_(where_.owner().options().link_turn),
      watch_(home.options().handler_warn) {}

link_actor::~link_actor() = default;

caf::behavior link_actor::make_behavior() {
  return {[](caf::unit_t) {}};
}

void link_actor::on_exit() { close(); }

void link_actor::begin(link_origin origin) {
  net::handshake_options options;
  options.self = home_.identity();
  options.limits = home_.options().link;
  options.offer_checksum = home_.options().checksum_always ||
    (home_.options().checksum && !origin.connection->has_integrity());
  options.dialer = origin.dialed_by != nullptr;
  dispatcher_ = origin.dialed_by;
  if (dispatcher_ != nullptr) options.expected_peer = dispatcher_->expected_peer();
  gate_ = std::make_unique<link_gate>(home_, *this, *origin.connection);
  handshake_ = std::make_unique<net::handshake>(options, *gate_, where_.now());
  start_connection(std::move(origin.connection));
  after_handshake_step();
}

void link_actor::begin_established(std::unique_ptr<net::connection> connection,
                                   const net::link_terms& terms) {
  start_connection(std::move(connection));
  establish(terms);
}

void link_actor::start_connection(std::unique_ptr<net::connection> connection) {
  began_at_ = where_.now();
  connection_ = std::move(connection);
  remote_address_ = connection_->remote_address();
  timer_.emplace(where_, *this);
  connection_->start(*this);
}

// -- what the connection and the clock want -------------------------------------------------------

template <class F>
void link_actor::with_memory(F step) {
  try {
    step();
  } catch (const std::bad_alloc&) {
    end_without_memory();
  }
}

// What throws from here ends the node: there is no memory to end a link in good order.
void link_actor::end_without_memory() {
  taking_events_ = false;
  const auto why = out_of_memory();
  if (finished_) return close();
  if (link_) {
    link_->abort(why.code(), why.message(), where_.now());
    take_events();
    write_link(); // our last words
  } else if (handshake_) {
    home_.handshake_failed(*this, why, handshake_->peer(), true);
  }
  finish(ended_.value_or(why));
}

void link_actor::on_bytes(byte_span bytes) {
  with_memory([&] { take_bytes(bytes); });
}

void link_actor::on_filled(std::size_t bytes) {
  with_memory([&] { link_->filled(bytes, where_.now()); });
}

void link_actor::on_end(const status& why) {
  with_memory([&] { take_end(why); });
}

void link_actor::on_timer() {
  with_memory([&] { on_due(); });
}

void link_actor::flush() noexcept {
  with_memory([&] { flush_all(); });
}

void link_actor::take_bytes(byte_span bytes) {
  if (finished_) return;
  auto now = where_.now();
  if (handshake_) {
    auto taken = handshake_->feed(bytes, now);
    bytes = bytes.subspan(taken);
    after_handshake_step();
    if (!link_ || bytes.empty()) return;
  }
  link_->feed(bytes, now);
  take_events();
  if (!finished_) touch();
}

std::span<std::byte> link_actor::room() {
  return link_ && !finished_ ? link_->room() : std::span<std::byte>{};
}

void link_actor::on_writable() {
  if (finished_) return;
  writable_ = true;
  if (!CARRICK_PLANTED(writer_not_woken)) flush();
}

void link_actor::take_end(const status& why) {
  heard_all_ = true;
  if (finished_) return close();
  auto reason = why.ok() ? fail(code::link_lost, "the other side closed the connection") : why;
  if (handshake_) {
    handshake_->connection_lost(reason);
    after_handshake_step();
  } else if (link_) {
    link_->connection_lost(reason, where_.now());
    flush();
  }
}

void link_actor::on_due() {
  if (finished_) return close();
  if (handshake_) {
    handshake_->tick(where_.now());
    after_handshake_step();
  } else if (link_) {
    link_->tick(where_.now());
    tell_of_silence();
    flush();
  }
}

void link_actor::has_no_memory() noexcept {
  has_no_memory_ = true;
  touch();
}

void link_actor::flush_all() {
  if (finished_) return;
  if (has_no_memory_) return end_without_memory();
  if (handshake_) return write_handshake();
  take_events();
  if (finished_) return;
  write_link();
  if (ended_) return finish(*ended_);
  arm_timer();
}

void link_actor::after_handshake_step() {
  write_handshake();
  if (finished_) return;
  const auto& outcome = handshake_->outcome();
  if (!outcome) {
    arm_timer();
    return home_.arrived().moved(*this);
  }
  if (outcome->has_error()) {
    auto why = outcome->error();
    home_.handshake_failed(*this, why, handshake_->peer(), handshake_->refusal_is_temporary());
    return finish(why);
  }
  auto terms = outcome->value();
  last_of_handshake_.append(handshake_->output());
  handshake_.reset();
  establish(terms);
}

void link_actor::write_handshake() {
  while (writable_ && !handshake_->output().empty()) {
    std::array<byte_span, 1> pieces{handshake_->output()};
    auto wanted = pieces[0].size();
    auto wrote = connection_->write(pieces);
    handshake_->wrote(wrote);
    writable_ = wrote == wanted;
  }
}

void link_actor::write_last_of_handshake() {
  std::array<byte_span, 1> pieces{last_of_handshake_.bytes()};
  last_of_handshake_.drop_front(connection_->write(pieces));
  writable_ = last_of_handshake_.empty();
  if (writable_) last_of_handshake_.release();
}

bool link_actor::leads_to(const node_id& member) const {
  std::optional<net::identity> peer;
  if (link_)
    peer = link_->terms().peer;
  else if (handshake_)
    peer = handshake_->peer();
  return peer && peer->role == net::role::member && peer->node == member;
}

void link_actor::overtaken_by(const link_actor& established) {
  if (this == &established || !handshake_ || !handshake_->peer()) return;
  const auto& peer = established.terms().peer;
  if (handshake_->peer()->node != peer.node || peer.role == net::role::client) return;
  bool primary = net::is_primary(home_.identity().node, peer.node);
  if (net::link_choice::is_overtaken(primary, began_at_, established.began_at_))
    handshake_->connection_lost(fail(code::refused, "another connection was chosen"));
  after_handshake_step();
}

void link_actor::give_way(const status& why) {
  if (finished_ || !handshake_) return;
  handshake_->give_way(why);
  after_handshake_step();
}

void link_actor::establish(const net::link_terms& terms) {
  auto now = where_.now();
  auto shared = terms;
  shared.memory = home_.held();
  link_ = std::make_unique<net::link>(shared, now);
  if (gate_) layouts_ = gate_->layouts();
  established_at_ = now;
  session_ = std::make_shared<live_session>(*this, where_, home_.record_of(terms.peer));
  gate_.reset();
  home_.link_established(*this);
  if (!finished_) touch();
}

void link_actor::take_events() {
  if (taking_events_ || !link_) return;
  taking_events_ = true;
  auto now = where_.now();
  const auto turn_ends = now + turn();
  auto wrote = now;
  auto looked = now;
  auto write_after = first_write_after;
  bool turn_ended = false;
  watch_.begins(now);
  for (int until_look = events_a_look_; auto event = link_->next(now);) {
    net::visit([this](const auto& e) { handle(e); }, *event);
    bool look_due = --until_look == 0;
    if (!look_due && !watch_.times_each()) continue;
    now = look_at_clock();
    if (look_due && (now - wrote >= write_after || link_->owes_credit())) {
      write_link();
      wrote = where_.last_read();
      write_after = std::min(2 * write_after, write_after_max);
    }
    if (!look_due) continue;
    look_as_often_as_needed(now - looked);
    until_look = events_a_look_;
    looked = where_.last_read();
    watch_.begins(looked);
    if (turn_ended = now >= turn_ends; turn_ended) break;
  }
  if (watch_.handled_any()) look_at_clock();
  if (turn_ended || behind_) be_behind(turn_ended);
  taking_events_ = false;
}

/// Of events that take long there are fewer between two looks, or a turn would be much longer than
/// it should be.
void link_actor::look_as_often_as_needed(duration batch) {
  if (batch > turn() / 2)
    events_a_look_ = std::max(1, events_a_look_ / 2);
  else if (batch < turn() / 8)
    events_a_look_ = std::min(events_a_look_max, 2 * events_a_look_);
}

/// The turn of this link is over and there may be more to take, or not. What was read and is not
/// taken waits for the next turn, and nothing more is read meanwhile.
void link_actor::be_behind(bool behind) {
  if (behind) {
    link_->retain_input();
    touch();
  }
  if (std::exchange(behind_, behind) == behind) return;
  if (auto* group = others()) behind ? ++group->links_behind : --group->links_behind;
  connection_->pause_reading(behind);
}

/// Null while it is about to be established, which may end where there is no memory.
turn_group* link_actor::others() const noexcept {
  return session_ ? session_->takes_turns_with().get() : nullptr;
}

duration link_actor::turn() const noexcept {
  const auto* group = others();
  return group != nullptr ? group->part_of(turn_) : turn_;
}

void link_actor::takes_turns_with(std::shared_ptr<turn_group> group) {
  if (behind_ && others() != nullptr) --others()->links_behind;
  if (behind_) ++group->links_behind;
  live().takes_turns_with(std::move(group));
}

time_point link_actor::look_at_clock() {
  auto now = where_.now();
  if (auto slow = watch_.look(now)) home_.loop_was_held(*slow);
  return now;
}

void link_actor::write_link() {
  if (writable_ && !last_of_handshake_.empty()) write_last_of_handshake();
  if (waits_for_company()) return;
  std::array<byte_span, net::link::pieces_max> pieces;
  for (std::size_t written = 0; writable_;) {
    if (written >= write_a_turn && !ended_) return touch();
    auto count = link_->gather(pieces);
    if (count == 0) return;
    wrote_at_ = where_.last_read();
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < count; ++i) wanted += pieces[i].size();
    auto wrote = connection_->write(std::span{pieces}.first(count));
    link_->wrote(wrote, where_.now());
    live().look();
    written += wrote;
    writable_ = wrote == wanted;
    if (CARRICK_PLANTED(reader_waits_for_writer)) connection_->pause_reading(!writable_);
  }
}

/// With flush_every: what is small and came soon after the last write.
bool link_actor::waits_for_company() const {
  auto pause = home_.options().flush_every;
  return pause > duration::zero() && !ended_ && link_->has_output() &&
    link_->output_bytes() < limits::write_ahead_bytes && where_.last_read() < wrote_at_ + pause;
}

void link_actor::arm_timer() {
  auto due = handshake_ ? handshake_->next_deadline() : link_->next_deadline();
  if (link_ && waits_for_company()) due = std::min(due, wrote_at_ + home_.options().flush_every);
  if (due != timer_->deadline()) timer_->arm(due);
}

void link_actor::tell_of_silence() {
  if (link_->silent() == silent_) return;
  silent_ = link_->silent();
  if (CARRICK_PLANTED(recovery_untold) && !silent_) return;
  home_.link_silent(*this, silent_);
}

void link_actor::abort(carrick::code why, std::string_view text) {
  if (finished_) return;
  if (!link_) return finish(fail(why, std::string{text}));
  link_->abort(why, text, where_.now());
  touch();
}

void link_actor::say_goodbye(const status& why, duration grace) {
  const bool was_a_link = established_at_ != never;
  if (!finished_ && link_) return leave(why, grace);
  finish(why);
  if (!was_a_link) close(); // nobody waits for last words
}

void link_actor::leave(const status& why, duration grace) {
  if (CARRICK_PLANTED(goodbye_cuts_answers)) grace = duration::zero();
  link_->goodbye(why.code(), why.message(), where_.now(), grace);
  touch();
}

void link_actor::finish(const status& why) {
  if (finished_) return;
  finished_ = true;
  finished_at_ = where_.now();
  if (behind_) be_behind(false);
  if (session_) live().detach();
  home_.link_finished(*this, why);
  handshake_.reset();
  link_.reset();
  linger();
}

// A close with unread input would make the kernel throw away what the other side has not read yet,
// our last words among it.
void link_actor::linger() {
  if (closed_) return;
  if (heard_all_ || !connection_) return close();
  connection_->half_close();
  if (!CARRICK_PLANTED(silent_peer_lingers)) timer_->arm(where_.now() + last_words_limit);
}

void link_actor::close() {
  if (closed_) return;
  closed_ = true;
  timer_.reset();
  if (connection_) connection_->close();
  if (!finished_) break_off(fail(code::link_lost, "the node has stopped"));
  end(caf::exit_reason::normal); // first: its message keeps this alive until the turn is over
  home_.link_closed(*this);
}

// What is open gets its verdict from the machine.
void link_actor::break_off(const status& why) {
  if (link_) link_->connection_lost(why, where_.now());
  do take_events();
  while (behind_);
  finish(ended_.value_or(why));
}

live_session& link_actor::live() const noexcept { return static_cast<live_session&>(*session_); }

status link_actor::refusal_of(endpoint to) const {
  return layouts_.equal() ? status{} : layouts_.refusal(to.message);
}

void link_actor::handle(const net::request_arrived& e) {
  watch_.handles(e.to);
  if (auto no = refusal_of(e.to); !no.ok()) return link_->refuse(e.id, no.code(), no.message());
  try {
    receiver_->on_request(session_, e);
  } catch (const std::bad_alloc&) {
    const auto why = out_of_memory();
    link_->refuse(e.id, why.code(), why.message());
  }
}

void link_actor::handle(const net::request_cancelled& e) {
  if (receiver_->on_cancel(*session_, e.id)) link_->let_go(e.id);
}

void link_actor::handle(const net::request_done& e) {
  sink_of<answer_sink>(e.context)->on_answer({e.code, e.payload, session_->layouts()});
}

carrick::code link_actor::verdict_of(const net::post_arrived& post) {
  if (auto no = refusal_of(post.to); !no.ok()) return no.code();
  try {
    return receiver_->on_post(session_, post);
  } catch (const std::bad_alloc&) {
    return code::overloaded;
  }
}

void link_actor::handle(const net::post_arrived& e) {
  watch_.handles(e.to);
  auto verdict = verdict_of(e);
  if (verdict == code::ok) return;
  link_->post_refused(verdict, e.body.size(), where_.now());
  home_.post_refused(*this, e.to, verdict);
}

void link_actor::handle(const net::posts_acknowledged&) { home_.posts_acknowledged(*this); }

void link_actor::handle(const net::stream_opened& e) {
  watch_.handles(e.to);
  if (auto no = refusal_of(e.to); !no.ok()) return link_->end_stream(e.id, no.code(), no.message());
  try {
    receiver_->on_stream(session_, e);
  } catch (const std::bad_alloc&) {
    const auto why = out_of_memory();
    link_->end_stream(e.id, why.code(), why.message());
  }
}

void link_actor::handle(const net::stream_item& e) {
  if (auto* sink = sink_of<stream_sink>(e.context)) return sink->on_item(e.body, e.credit_cost);
  link_->stream_consumed(e.id, e.credit_cost);
}

void link_actor::handle(const net::stream_half_closed& e) {
  if (auto* sink = sink_of<stream_sink>(e.context)) sink->on_half_closed();
}

void link_actor::handle(const net::stream_ended& e) {
  auto* sink = sink_of<stream_sink>(e.context);
  if (sink == nullptr) return;
  sink->link.reset();
  sink->on_ended(e.code, as_text(e.text));
}

void link_actor::handle(const net::stream_writable& e) {
  if (auto* sink = sink_of<stream_sink>(e.context)) sink->on_writable();
}

void link_actor::handle(const net::peer_leaving& e) {
  home_.peer_leaving(*this, fail(e.code, std::string{as_text(e.text)}));
}

void link_actor::handle(const net::link_ended& e) { ended_ = *e.why; }

} // namespace carrick
