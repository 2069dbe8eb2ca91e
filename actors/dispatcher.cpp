#include <carrick/actors/dispatcher.hpp>

#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/actors/sink_context.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/serialization/message_type.hpp>

#include <algorithm>
#include <utility>

namespace carrick {
namespace {

net::dial_plan_options plan_options(const node_home& home, const member_options& member) {
  const auto& options = home.options();
  net::dial_plan_options plan;
  bool client = options.role == net::role::client;
  plan.use_asks_again = client;
  plan.primary = client || net::is_primary(home.identity().node, member.node);
  if (member.node != home.identity().node) plan.addresses = member.addresses;
  plan.pause_min = options.reconnect.min;
  plan.pause_max = options.reconnect.max;
  plan.jitter = options.reconnect.jitter;
  plan.fallback = options.dial_fallback;
  plan.seed = options.seed ^ name_hash(member.node.text());
  return plan;
}

net::outbox_options outbox_options(const node_home& home, peer_record& peer) {
  const auto& posts = home.options().posts;
  net::outbox_options out;
  out.peer = peer.id().text();
  out.posts = {posts.unsent, posts.unsent_bytes, posts.when_full == when_full::drop_oldest};
  out.patient = home.identity().role != net::role::client;
  out.post_epoch = out.patient ? peer.next_post_epoch() : 0;
  return out;
}

void give_verdict(answer_sink& sink, const status& why) {
  sink.on_answer({why.code(), as_bytes(why.message()), nullptr});
}

} // namespace

dispatcher::dispatcher(caf::actor_config& config, node_home& home,
                       std::shared_ptr<peer_record> peer, const member_options& member)
    : pinned(config),
      home_(home),
      peer_(std::move(peer)),
      to_self_(member.node == home.identity().node && home.identity().role == net::role::member),
      expected_peer_(member.verify_name ? member.node : node_id{}),
      outbox_(outbox_options(home, *peer_)),
      plan_(plan_options(home, member), home.where().now()),
      down_since_(home.where().now()) {
  timer_.emplace(home_.where(), *this);
}

dispatcher::~dispatcher() = default;

caf::behavior dispatcher::make_behavior() {
  return {[](caf::unit_t) {}};
}

void dispatcher::on_exit() {
  timer_.reset();
  attempt_.reset();
  outbox_.drain(fail(code::draining, "the node is stopping"));
  outbox_.drop_posts(code::draining);
  take_events();
}

// -- what goes out --------------------------------------------------------------------------------

// Whoever has a deadline to say has read the clock on this loop for it a moment ago: the last
// reading is as good as a new one, and the clock is not read for each message.

void dispatcher::request(const outgoing& message, answer_sink& sink) {
  auto refusal = refusal_of(message);
  if (!refusal.ok()) return give_verdict(sink, refusal);
  if (waits_for_self() && !message.wait_for_link) return request(patient(message), sink);
  auto sent = outbox_.request(message, context_of(sink), home_.where().last_read());
  if (!sent) return give_verdict(sink, sent.error());
  if (*sent) return on_link(sink, **sent);
  if (link_ == nullptr) wake();
  arm_timer();
}

void dispatcher::on_link(answer_sink& sink, net::request_id id) {
  // Copying it costs two atomic operations; a sink that is used again has it already.
  const auto& session = link_->session();
  if (sink.link.owner_before(session) || session.owner_before(sink.link)) sink.link = session;
  sink.id = id;
  link_->touch();
}

status dispatcher::post(const outgoing& message) {
  auto refusal = refusal_of(message);
  if (!refusal.ok()) return refusal;
  auto taken = outbox_.post(message.head, message.body, home_.where().last_read());
  // What had no room, or held others up, may have been dropped for it.
  if (link_ != nullptr && !outbox_.posts().empty()) take_events();
  tell_losses();
  if (link_ != nullptr)
    link_->touch();
  else if (!outbox_.draining())
    wake();
  return taken;
}

void dispatcher::open(const outgoing& message, stream_sink& sink) {
  auto refusal = refusal_of(message);
  if (!refusal.ok()) return sink.on_ended(refusal.code(), refusal.message());
  if (waits_for_self() && !message.wait_for_link) return open(patient(message), sink);
  auto opened = outbox_.open(message, context_of(sink), home_.where().now());
  if (!opened) return sink.on_ended(opened.error().code(), opened.error().message());
  if (*opened) return on_link(sink, **opened);
  if (link_ == nullptr) wake();
  arm_timer();
}

void dispatcher::on_link(stream_sink& sink, net::stream_id id) {
  sink.link = link_->session();
  sink.id = id;
  sink.on_open();
  link_->touch();
}

outgoing dispatcher::patient(const outgoing& message) {
  outgoing patient = message;
  patient.wait_for_link = true;
  return patient;
}

void dispatcher::wait_for_posts(net::post_wait what, time_point deadline, room_sink& sink) {
  auto waits = outbox_.wait_for_posts(what, context_of(sink), deadline);
  if (!waits.ok()) return sink.on_room(waits);
  take_events();
  arm_timer();
}

status dispatcher::refusal_of(const outgoing& message) const {
  if (message.type == nullptr || link_ == nullptr || link_->layouts().equal()) return {};
  return link_->layouts().refusal(message.type->id);
}

// -- what waited ----------------------------------------------------------------------------------

void dispatcher::drain_posts() {
  take_events();
  tell_losses();
  if (link_ != nullptr) link_->touch();
}

void dispatcher::take_events() {
  while (auto event = outbox_.next(home_.where().now()))
    std::visit([this](const auto& e) { handle(e); }, *event);
}

void dispatcher::handle(const net::request_left& e) {
  on_link(*sink_of<answer_sink>(e.context), e.id);
}

void dispatcher::handle(const net::request_given_up& e) {
  give_verdict(*sink_of<answer_sink>(e.context), e.why);
}

void dispatcher::handle(const net::opening_left& e) {
  on_link(*sink_of<stream_sink>(e.context), e.id);
}

void dispatcher::handle(const net::opening_given_up& e) {
  sink_of<stream_sink>(e.context)->on_ended(e.why.code(), e.why.message());
}

void dispatcher::handle(const net::room_verdict& e) {
  sink_of<room_sink>(e.context)->on_room(e.why);
}

bool dispatcher::forget(answer_sink& sink) { return outbox_.forget(context_of(sink)); }
bool dispatcher::forget(stream_sink& sink) { return outbox_.forget(context_of(sink)); }

// -- the link -------------------------------------------------------------------------------------

void dispatcher::attach(link_actor& link) {
  auto* replaced = std::exchange(link_, &link);
  outbox_.attach(*link.machine(), home_.where().now());
  if (replaced != nullptr) replaced->touch();
  attempt_.reset();
  plan_.link_up(home_.where().now());
  if (links_seen_++ > 0) ++reconnects_;
  drain_posts();
  arm_timer();
}

void dispatcher::detach(link_actor& link, const status& why) {
  if (!outbox_.detach(*link.machine(), why)) return;
  link_ = nullptr;
  down_since_ = home_.where().now();
  if (!outbox_.draining()) plan_.link_down(down_since_, why == code::overloaded);
  take_events();
  tell_losses();
  if (!CARRICK_PLANTED(redial_not_armed)) arm_timer();
}

void dispatcher::handshake_failed(const status& why, bool temporary) {
  if (link_ != nullptr) return;
  auto how = net::dial_plan::failure_of(why, temporary);
  plan_.attempt_failed(how, home_.where().now());
  outbox_.handshake_failed(why, how == net::dial_plan::failure::harmless);
  take_events();
  arm_timer();
}

// -- dialing --------------------------------------------------------------------------------------

void dispatcher::wake() {
  if (outbox_.draining()) return;
  plan_.wake(home_.where().now());
  on_timer();
}

void dispatcher::move_to(std::vector<std::string> addresses) {
  if (!plan_.set_addresses(std::move(addresses)) || outbox_.draining()) return;
  if (attempt_) {
    attempt_.reset();
    plan_.attempt_failed(net::dial_plan::failure::harmless, home_.where().now());
  }
  wake();
}

void dispatcher::members_changed() {
  if (link_ != nullptr) return;
  plan_.members_changed(home_.where().now());
  on_timer();
}

void dispatcher::begin_drain() { give_up(fail(code::draining, "this node is stopping")); }

void dispatcher::give_up(const status& why) {
  plan_.stop();
  attempt_.reset();
  outbox_.drain(why);
  take_events();
}

void dispatcher::remove(const status& why) {
  link_ = nullptr;
  outbox_.removed(peer_->next_post_epoch());
  give_up(why);
  tell_losses();
  peer_->past += outbox_.account();
}

/// The first of a kind, and then their number, goes to the log. Called for each post: nothing but
/// the sum is looked at unless there is a new one.
void dispatcher::tell_losses() {
  const auto lost = outbox_.lost_posts();
  if (lost == losses_told_) return;
  losses_told_ = lost;
  for (const auto& [reason, count] : outbox_.account().lost_by) {
    const auto more = count - std::exchange(losses_by_[reason], count);
    if (more > 0) home_.told().posts_lost(*peer_, reason, more, outbox_.last_lost(reason));
  }
}

net::post_account dispatcher::account() const {
  auto all = peer_->past;
  all += outbox_.account();
  return all;
}

void dispatcher::on_timer() {
  auto now = home_.where().now();
  take_events();
  if (auto address = plan_.next_dial(now)) dial(*address);
  arm_timer();
}

void dispatcher::dial(const std::string& address) {
  auto& transport = *home_.options().transport;
  if (!transport.is_local(address) && !home_.options().insecure_plaintext)
    return dial_failed(
      net::dial_plan::failure::refused,
      fail(code::refused,
           "dialing " + address + " without encryption needs insecure_plaintext = true"));
  attempt_ = transport.dial(home_.where(), address, home_.options().dial_timeout, *this);
}

void dispatcher::on_dialed(result<std::unique_ptr<net::connection>> outcome) {
  auto finished = std::move(attempt_);
  if (outcome) {
    if (link_ == nullptr) return home_.dialed(*this, std::move(*outcome));
    return (*outcome)->close();
  }
  dial_failed(net::dial_plan::failure::unreachable, outcome.error());
}

void dispatcher::dial_failed(net::dial_plan::failure how, const status& why) {
  plan_.attempt_failed(how, home_.where().now());
  home_.told().dial_failed(*peer_, why);
  outbox_.dial_failed(why);
  take_events();
  arm_timer();
}

void dispatcher::arm_timer() {
  if (!timer_) return;
  timer_->arm(std::min(plan_.next_deadline(), outbox_.next_deadline()));
}

} // namespace carrick
