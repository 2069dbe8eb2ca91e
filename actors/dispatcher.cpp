#include <carrick/actors/dispatcher.hpp>

#include <carrick/actors/link_actor.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/serialization/message_type.hpp>

#include <algorithm>

namespace carrick {
namespace {

net::dial_plan_options plan_options(const node_home& home, const member_options& member) {
  const auto& options = home.options();
  net::dial_plan_options plan;
  bool client = options.role == net::role::client;
  plan.primary = client || net::is_primary(home.identity().node, member.node);
  if (member.node != home.identity().node) plan.addresses = member.addresses;
  plan.pause_min = options.reconnect.min;
  plan.pause_max = options.reconnect.max;
  plan.jitter = options.reconnect.jitter;
  plan.fallback = options.dial_fallback;
  plan.seed = options.seed ^ name_hash(member.node.text());
  return plan;
}

net::post_queue_options queue_options(const node_home& home) {
  const auto& posts = home.options().posts;
  return {posts.unsent, posts.unsent_bytes, posts.when_full == when_full::drop_oldest};
}

std::uint64_t context_of(void* sink) noexcept { return reinterpret_cast<std::uintptr_t>(sink); }

void give_verdict(answer_sink& sink, const status& why) {
  sink.on_answer({why.code(), as_bytes(why.message()), nullptr});
}

} // namespace

dispatcher::dispatcher(caf::actor_config& config, node_home& home,
                       std::shared_ptr<peer_record> peer, const member_options& member)
  : pinned(config),
    home_(home),
    peer_(std::move(peer)),
    expected_peer_(member.verify_name ? member.node : node_id{}),
    posts_(queue_options(home)),
    plan_(plan_options(home, member), home.where().now()),
    why_down_(code::unreachable, "not dialed yet"),
    down_since_(home.where().now()) {
  timer_.emplace(home_.where(), *this);
}

dispatcher::~dispatcher() = default;

caf::behavior dispatcher::make_behavior() {
  return {[](caf::unit_t) {}};
}

void dispatcher::on_exit() {
  draining_ = true;
  timer_.reset();
  attempt_.reset();
  posts_.drop_all(code::draining);
  fail_waiting(fail(code::draining, "the node is stopping"));
}

// -- what goes out --------------------------------------------------------------------------------

void dispatcher::request(const outgoing& message, answer_sink& sink) {
  auto refusal = refusal_of(message);
  if (!refusal.ok()) return give_verdict(sink, refusal);
  if (!must_wait(message)) {
    if (link_ == nullptr) return give_verdict(sink, unreachable());
    return send(message.head, message.body, message.deadline, sink);
  }
  if (waiting_.size() >= limits::open_requests)
    return give_verdict(sink, fail(code::overloaded, "too many requests wait for a link"));
  buffer body;
  body.append(message.body);
  waiting_.push_back({message.head, std::move(body), message.deadline, &sink});
  waiting_due_ = std::min(waiting_due_, message.deadline);
  if (link_ == nullptr) wake();
  arm_timer();
}

bool dispatcher::must_wait(const outgoing& message) const {
  if (link_ == nullptr) return message.wait_for_link && !draining_;
  return !waiting_.empty() || posts_.has_unsent_for(message.head.to.target);
}

void dispatcher::send(const net::message_head& head, byte_span body, time_point deadline,
                      answer_sink& sink) {
  auto sent =
    link_->machine()->request(head, body, deadline, context_of(&sink), home_.where().now());
  if (!sent) return give_verdict(sink, sent.error());
  sink.link = link_->session();
  sink.id = *sent;
  link_->touch();
}

status dispatcher::post(const outgoing& message) {
  auto refusal = refusal_of(message);
  if (!refusal.ok()) return refusal;
  bool direct = link_ != nullptr && posts_.empty() && waiting_.empty() &&
                !link_->machine()->leaving() && link_->machine()->post_room(message.body.size());
  if (!direct) {
    auto queued = posts_.push(message.head, message.body);
    if (link_ == nullptr && !draining_) wake();
    return queued;
  }
  auto sent = link_->machine()->post(message.head, message.body, home_.where().now());
  if (sent.ok()) posts_.passed_through();
  link_->touch();
  return sent;
}

void dispatcher::open(const outgoing& message, stream_sink& sink) {
  auto refusal = refusal_of(message);
  if (refusal.ok() && link_ == nullptr) refusal = unreachable();
  if (!refusal.ok()) return sink.on_ended(refusal.code(), refusal.message());
  auto opened = link_->machine()->open_stream(message.head, message.body, message.deadline,
                                              context_of(&sink), home_.where().now());
  if (!opened) return sink.on_ended(opened.error().code(), opened.error().message());
  sink.link = link_->session();
  sink.id = *opened;
  sink.on_open();
  link_->touch();
}

status dispatcher::refusal_of(const outgoing& message) const {
  if (draining_) return fail(code::draining, "this node is stopping");
  if (message.type == nullptr || link_ == nullptr || link_->layouts().equal()) return {};
  return link_->layouts().refusal(message.type->id);
}

status dispatcher::unreachable() const {
  return fail(code::unreachable,
              "no link to " + peer_->id().text() +
                (why_down_.message().empty() ? "" : ": " + why_down_.message()));
}

// -- what waits -----------------------------------------------------------------------------------

void dispatcher::drain_posts() {
  if (link_ == nullptr) return;
  auto& machine = *link_->machine();
  auto now = home_.where().now();
  while (!posts_.empty()) {
    auto oldest = posts_.front();
    if (machine.leaving() || !machine.post_room(oldest.body.size())) break;
    auto sent = machine.post(oldest.head, oldest.body, now);
    if (sent.ok())
      posts_.pop();
    else if (sent == code::too_large) // for this peer: it must not hold up those behind it
      posts_.drop(code::too_large);
    else
      break;
  }
  send_waiting();
  link_->touch();
}

void dispatcher::send_waiting() {
  while (link_ != nullptr && !waiting_.empty()) {
    if (posts_.has_unsent_for(waiting_.front().head.to.target)) return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    send(next.head, next.body.bytes(), next.deadline, *next.sink);
  }
}

void dispatcher::fail_waiting(const status& why) {
  std::deque<waiting> all;
  all.swap(waiting_);
  for (auto& w : all) give_verdict(*w.sink, why);
}

void dispatcher::expire_waiting(time_point now) {
  if (waiting_due_ > now) return;
  waiting_due_ = never;
  std::vector<answer_sink*> expired;
  std::erase_if(waiting_, [&](const waiting& w) {
    if (w.deadline <= now) {
      expired.push_back(w.sink);
      return true;
    }
    waiting_due_ = std::min(waiting_due_, w.deadline);
    return false;
  });
  for (auto* sink : expired)
    give_verdict(*sink, fail(code::deadline_exceeded, "not sent before the deadline; " +
                                                        unreachable().message()));
}

bool dispatcher::forget(answer_sink& sink) {
  return std::erase_if(waiting_, [&](const waiting& w) { return w.sink == &sink; }) > 0;
}

// -- the link -------------------------------------------------------------------------------------

void dispatcher::attach(link_actor& link) {
  auto* replaced = std::exchange(link_, &link);
  if (replaced != nullptr)
    replaced->abort(code::refused, "replaced by a newer connection of the same peer");
  attempt_.reset();
  plan_.link_up(home_.where().now());
  if (links_seen_++ > 0) ++reconnects_;
  why_down_ = {};
  drain_posts();
  arm_timer();
}

void dispatcher::detach(link_actor& link, const status& why) {
  posts_.link_ended(link.machine()->posts());
  if (link_ != &link) return;
  link_ = nullptr;
  why_down_ = why;
  down_since_ = home_.where().now();
  if (draining_) return;
  plan_.link_down(down_since_);
  arm_timer();
}

void dispatcher::handshake_failed(const status& why, bool temporary) {
  using failure = net::dial_plan::failure;
  if (link_ != nullptr) return;
  why_down_ = why;
  bool chosen_other = why.code() == code::refused && temporary;
  auto how = chosen_other ? failure::harmless
             : temporary  ? failure::unreachable
                          : failure::refused;
  plan_.attempt_failed(how, home_.where().now());
  if (!chosen_other && home_.identity().role == net::role::client) fail_waiting(why);
  arm_timer();
}

// -- dialing --------------------------------------------------------------------------------------

void dispatcher::wake() {
  if (draining_) return;
  plan_.wake(home_.where().now());
  on_timer();
}

void dispatcher::begin_drain() {
  draining_ = true;
  plan_.stop();
  attempt_.reset();
  fail_waiting(fail(code::draining, "this node is stopping"));
}

void dispatcher::on_timer() {
  auto now = home_.where().now();
  expire_waiting(now);
  if (auto address = plan_.next_dial(now)) dial(*address);
  arm_timer();
}

void dispatcher::dial(const std::string& address) {
  auto& transport = *home_.options().transport;
  if (!transport.is_local(address) && !home_.options().insecure_plaintext) {
    why_down_ = fail(code::refused, "dialing " + address +
                                      " without encryption needs insecure_plaintext = true");
    return plan_.attempt_failed(net::dial_plan::failure::refused, home_.where().now());
  }
  attempt_ = transport.dial(home_.where(), address, home_.options().dial_timeout, *this);
}

void dispatcher::on_dialed(result<std::unique_ptr<net::connection>> outcome) {
  auto finished = std::move(attempt_);
  if (outcome) {
    if (link_ == nullptr) return home_.dialed(*this, std::move(*outcome));
    return (*outcome)->close();
  }
  why_down_ = outcome.error();
  plan_.attempt_failed(net::dial_plan::failure::unreachable, home_.where().now());
  if (home_.identity().role == net::role::client) fail_waiting(unreachable());
  arm_timer();
}

void dispatcher::arm_timer() {
  if (!timer_) return;
  auto due = plan_.next_deadline();
  timer_->arm(std::min(due, waiting_due_));
}

net::post_account dispatcher::account() const {
  return posts_.account(link_ == nullptr ? nullptr : &link_->machine()->posts());
}

} // namespace carrick
