#include <carrick/actors/node_home.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/link_observer.hpp>
#include <carrick/actors/receiver.hpp>
#include <carrick/actors/spawn_on.hpp>
#include <carrick/actors/waiting.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/net/pipe/pipe.hpp>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <algorithm>

namespace carrick {
namespace {

/// What no honest and healthy peer does.
bool is_offence(carrick::code why) noexcept {
  switch (why) {
    case code::protocol_error:
    case code::flood:
    case code::too_large:
    case code::malformed:
    case code::overrun:
    case code::deadline_exceeded: // of a handshake
    case code::stalled:
      return true;
    default:
      return false;
  }
}

} // namespace

node_home::node_home(node_core& core, loop& where, net::identity identity)
    : core_(core),
      where_(where),
      identity_(std::move(identity)),
      started_at_(where.now()),
      told_(core, where),
      handlers_(identity_.node.text()),
      held_(std::make_shared<net::held_memory>(options().held_bytes)),
      memory_return_(where_),
      acceptor_(*this),
      strangers_(*this),
      intake_(*this) {}

node_home::~node_home() = default;

std::shared_ptr<peer_record> node_home::find(const node_id& id) {
  std::lock_guard guard{mutex_};
  auto& record = records_[id];
  if (!record) record = std::make_shared<peer_record>(id);
  record->named = true;
  return record;
}

// -- life -----------------------------------------------------------------------------------------

status node_home::set_up() {
  membership::self_identity self{identity_.node, identity_.incarnation, identity_.app_version};
  auto [handle, actor] = spawn_on<membership_actor>(
    core_.system(), where_, *this, membership::machine{self, options().link.fail_after});
  membership_handle_ = handle;
  membership_ = actor;
  membership::update members;
  for (const auto& m : options().members) members.push_back({m.node, m.addresses, m.tags});
  return intake_.set_up(std::move(members));
}

void node_home::begin_dialing() {
  if (identity_.role == net::role::client) return; // on first use
  dialing_ = true;
  link_to_self();
  intake_.start();
  for (auto& [id, dispatch] : dispatchers_)
    if (id != identity_.node) dispatch.actor->wake();
}

void node_home::link_to_self() {
  auto pipe =
    std::make_shared<net::pipe>(limits::write_ahead_bytes, net::pipe::end_options{where_, "self"},
                                net::pipe::end_options{where_, "self"});
  net::link_terms terms;
  terms.self = terms.peer = identity_;
  terms.ours = terms.theirs = options().link;
  terms.dialer = true;
  auto& calling = new_link();
  calling.begin_established(pipe->dialer_connection(), terms);
  terms.dialer = false;
  new_link().begin_established(pipe->acceptor_connection(), terms);
}

void node_home::begin_drain(duration grace) {
  draining_ = true;
  intake_.drain();
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  acceptor_.stop();
  for (auto& [id, dispatch] : dispatchers_) dispatch.actor->begin_drain();
  auto links = links_; // saying goodbye may end one
  for (auto& [link, handle] : links)
    link->say_goodbye(fail(code::draining, identity_.node.text() + " is stopping"), grace);
  if (links_.empty()) intake_.stop();
}

std::string node_home::own_address() const {
  bool said = options().advertise != options().listen;
  return said || address().empty() ? options().advertise : address();
}

void node_home::abort_links() {
  intake_.stop();
  auto links = links_;
  for (auto& [link, handle] : links) link->abort(code::draining, "the grace time is over");
}

void node_home::end_actors() {
  intake_.abort();
  auto links = links_;
  for (auto& [link, handle] : links) link->close();
  strangers_.stop();
  told_.stop();
  memory_return_.stop();
  caf::anon_send_exit(membership_handle_, caf::exit_reason::user_shutdown);
  for (auto& [id, dispatch] : dispatchers_)
    caf::anon_send_exit(dispatch.handle, caf::exit_reason::user_shutdown);
  for (auto& [actor, handle] : receivers_)
    caf::anon_send_exit(handle, caf::exit_reason::user_shutdown);
  // Users' actors that still run may want something of them.
  for (auto& [id, dispatch] : dispatchers_) find(id)->dispatcher = nullptr;
  dispatchers_.clear();
  membership_ = nullptr;
  membership_handle_ = nullptr;
  receivers_.clear();
}

// -- what the node's users want -------------------------------------------------------------------

status node_home::no_dispatcher(const peer_record& of) const {
  if (ended()) return fail(code::draining, "this node has stopped");
  return fail(code::not_found, "no member \"" + of.id().text() + "\"");
}

void node_home::request(peer_record& to, const outgoing& message, answer_sink& sink) {
  if (to.dispatcher != nullptr) return to.dispatcher->request(message, sink);
  auto why = no_dispatcher(to);
  sink.on_answer({why.code(), as_bytes(why.message()), nullptr});
}

status node_home::post(peer_record& to, const outgoing& message) {
  return to.dispatcher != nullptr ? to.dispatcher->post(message) : no_dispatcher(to);
}

void node_home::open(peer_record& to, const outgoing& message, stream_sink& sink) {
  if (to.dispatcher != nullptr) return to.dispatcher->open(message, sink);
  auto why = no_dispatcher(to);
  sink.on_ended(why.code(), why.message());
}

void node_home::wait_for_posts(peer_record& to, net::post_wait what, time_point deadline,
                               room_sink& sink) {
  if (to.dispatcher != nullptr) return to.dispatcher->wait_for_posts(what, deadline, sink);
  sink.on_room(no_dispatcher(to));
}

void node_home::cancel(answer_sink& sink) {
  if (auto link = sink.link.lock()) return link->cancel(sink.id);
  for (auto& [id, dispatch] : dispatchers_)
    if (dispatch.actor->forget(sink)) return sink.on_answer({code::cancelled, {}, nullptr});
}

void node_home::cancel(stream_sink& sink) {
  for (auto& [id, dispatch] : dispatchers_)
    if (dispatch.actor->forget(sink)) return sink.on_ended(code::cancelled, {});
}

// -- what the actors of this home tell ------------------------------------------------------------

link_actor& node_home::new_link() {
  auto [handle, link] = spawn_on<link_actor>(core_.system(), where_, *this);
  links_.emplace(link, handle);
  publish_links();
  return *link;
}

void node_home::accept(std::unique_ptr<net::connection> accepted) {
  if (draining_ && !CARRICK_PLANTED(late_newcomer)) return accepted->close();
  auto& link = new_link();
  acceptor_.add(link, accepted->remote_address());
  if (observer_ != nullptr) observer_->handshake_began(link);
  link.begin({.connection = std::move(accepted)});
}

void node_home::dialed(dispatcher& by, std::unique_ptr<net::connection> connection) {
  if (draining_) return connection->close();
  link_origin origin;
  origin.connection = std::move(connection);
  origin.dialed_by = &by;
  auto& link = new_link();
  if (observer_ != nullptr) observer_->handshake_began(link);
  link.begin(std::move(origin));
}

void node_home::handshake_failed(link_actor& link, const status& why,
                                 const std::optional<net::identity>& peer, bool temporary) {
  if (observer_ != nullptr) observer_->handshake_failed(link, why);
  const auto who = end_of(link, peer);
  // A member that is down, starts or changes its links is told by what comes of it.
  if (!temporary || (link.dispatch() == nullptr && is_offence(why.code())))
    told_.refused(who, why);
  else
    log().debug("link", "no link with " + to_string(who) + ": " + to_string(why));
  if (link.dispatch() != nullptr) link.dispatch()->handshake_failed(why, temporary);
}

/// Who is at the other end of it, as far as it has said that or was dialed.
link_end node_home::end_of(const link_actor& link, const std::optional<net::identity>& peer) {
  link_end out;
  out.address = link.remote_address();
  if (peer) {
    out.name = peer->node.text();
    out.is_member = peer->role == net::role::member && dispatcher_of(peer->node) != nullptr;
  } else if (link.dispatch() != nullptr) {
    out.name = link.dispatch()->expected_peer().text();
    out.is_member = !out.name.empty();
  }
  return out;
}

void node_home::link_established(link_actor& link) {
  established_.insert(&link);
  if (observer_ != nullptr) observer_->link_established(link);
  const auto& peer = link.terms().peer;
  link.receiver_is(receiver_for(link.session()->peer()));
  bool to_self = peer.node == identity_.node;
  // What a client says its name is touches no member.
  bool calls = peer.role == net::role::member && (!to_self || link.terms().dialer);
  if (link.dispatch() == nullptr && calls) link.dispatched_by(dispatcher_of(peer.node));
  const bool of_member = link.dispatch() != nullptr;
  link.takes_turns_with(of_member ? turns_.of_member(peer.node.text())
                                  : turns_.of_host(net::host_of(link.remote_address())));
  if (of_member)
    link.dispatch()->attach(link);
  else if (calls)
    strangers_.add(link);
  acceptor_.established(link);
  auto others = links_; // giving up may close one
  for (auto& [other, handle] : others) other->overtaken_by(link);
  if (!to_self && peer.role == net::role::member)
    membership_->link_up({peer.node, peer.incarnation, peer.app_version});
  publish_links();
}

void node_home::link_finished(link_actor& link, const status& why) {
  acceptor_.ended(link);
  if (established_.erase(&link) == 0) return;
  if (observer_ != nullptr) observer_->link_finished(link, why);
  memory_return_.link_ended(link.machine()->held_at_most());
  const auto& peer = link.terms().peer;
  if (is_offence(why.code())) told_.broken_off(end_of(link, peer), why);
  if (link.dispatch() != nullptr) link.dispatch()->detach(link, why);
  strangers_.ended(link);
  if (!CARRICK_PLANTED(lost_callers_kept)) link.answers().forget_lost_links();
  auto& record = link.session()->peer();
  if (record.dispatcher == nullptr && !linked_with(record)) forget_receiver(record);
  if (peer.role == net::role::member && peer.node != identity_.node)
    membership_->link_down(peer.node, peer.incarnation, why);
  publish_links();
}

void node_home::link_closed(link_actor& link) {
  links_.erase(&link);
  acceptor_.closed(link);
  if (draining_ && links_.empty()) intake_.stop(); // not before: the others would cut their links
  publish_links();
}

void node_home::posts_acknowledged(link_actor& link) {
  if (observer_ != nullptr) observer_->posts_acknowledged(link);
  auto* dispatch = link.dispatch();
  if (CARRICK_PLANTED(acknowledged_not_drained)) return;
  if (dispatch != nullptr && dispatch->link() == &link) dispatch->drain_posts();
}

void node_home::post_refused(link_actor& link, endpoint to, carrick::code why) {
  told_.post_refused(link.terms().peer.node, to, why, [&] {
    return why == code::no_handler ? handlers_.no_handler_text(to) : std::string{sentence_of(why)};
  });
}

void node_home::peer_leaving(link_actor& link, const status& why) {
  if (draining_) return; // the answer to our own goodbye
  told_.leaves(end_of(link, link.terms().peer), why);
}

void node_home::loop_was_held(const handler_watch::finding& by) {
  std::size_t messages = 0;
  std::vector<std::string_view> names;
  for (auto at : by.handled) {
    const auto* handler = handlers_.find(at);
    // An actor's messages are only decoded here.
    if (handler == nullptr || handler->kind() == "actor") continue;
    ++messages;
    auto name = handler->message_name();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  auto list = joined(names);
  auto held = " held the loop for " + show_duration(by.took);
  if (messages == 0)
    log().warn("loop", "the messages of a link" + held);
  else if (messages == 1)
    log().warn("loop", "the inline handler of " + list + held);
  else
    log().warn("loop",
               "inline handlers of " + std::to_string(messages) + " messages (" + list + ")" +
                 held + "; the next ones are timed one by one");
}

// -- what they ask --------------------------------------------------------------------------------

bool node_home::linked_with(const peer_record& peer) const {
  return std::any_of(established_.begin(), established_.end(),
                     [&](const link_actor* link) { return &link->session()->peer() == &peer; });
}

std::shared_ptr<peer_record> node_home::record_of(const net::identity& peer) {
  if (peer.role == net::role::client) return std::make_shared<peer_record>(peer.node);
  std::lock_guard guard{mutex_};
  auto& record = records_[peer.node];
  if (!record) record = std::make_shared<peer_record>(peer.node);
  return record;
}

receiver& node_home::receiver_for(peer_record& peer) {
  if (peer.receiver != nullptr) return *peer.receiver;
  auto [handle, actor] = spawn_on<receiver>(core_.system(), where_, handlers_);
  receivers_.emplace(actor, handle);
  peer.receiver = actor;
  return *actor;
}

/// Who is no member is only known while it is linked, or if it was named here.
void node_home::forget_receiver(peer_record& of) {
  auto* actor = std::exchange(of.receiver, nullptr);
  {
    std::lock_guard guard{mutex_};
    auto known = records_.find(of.id());
    if (known != records_.end() && known->second.get() == &of && !of.named) records_.erase(known);
  }
  if (actor == nullptr) return;
  auto known = receivers_.extract(actor);
  if (!known.empty()) caf::anon_send_exit(known.mapped(), caf::exit_reason::user_shutdown);
}

// -- any thread -----------------------------------------------------------------------------------

void node_home::publish_links() {
  std::lock_guard guard{mutex_};
  linked_.clear();
  for (auto* link : established_) {
    const auto& peer = link->terms().peer;
    bool to_member = peer.role == net::role::member && link->dispatch() != nullptr;
    if (to_member && peer.node != identity_.node) linked_.push_back(peer.node);
  }
  std::sort(linked_.begin(), linked_.end());
  open_ends_ = {links_.size(), !intake_.ended()};
  changed_.notify_all();
}

bool node_home::wait_until_closed(time_point until) {
  std::unique_lock guard{mutex_};
  return wait_until(where_, guard, changed_, until, [&] { return open_ends_.none(); });
}

auto node_home::open_ends() const -> open_ones {
  std::lock_guard guard{mutex_};
  return open_ends_;
}

std::vector<node_id> node_home::linked() const {
  std::lock_guard guard{mutex_};
  return linked_;
}

} // namespace carrick
