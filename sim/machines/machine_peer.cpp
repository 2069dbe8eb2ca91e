#include <carrick/sim/machines/machine_peer.hpp>

#include <carrick/sim/machines/machine_link.hpp>
#include <carrick/sim/machines/machine_node.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

net::outbox_options outbox_options(const machine_node& of, std::size_t index, std::uint64_t epoch) {
  net::outbox_options out;
  out.peer = subject::name(index);
  out.posts = of.options().posts;
  out.waiting_max = of.options().waiting_max;
  out.waiting_bytes_max = of.options().waiting_bytes_max;
  out.post_epoch = epoch;
  return out;
}

net::dial_plan_options dialing_of(const machine_node& of, const node_id& id, std::size_t index) {
  const auto& o = of.options();
  net::dial_plan_options plan;
  plan.primary = net::is_primary(of.identity().node, id);
  plan.addresses = {machine_node::address_of(index)};
  plan.pause_min = o.pause_min;
  plan.pause_max = o.pause_max;
  plan.jitter = o.jitter;
  plan.fallback = o.dial_fallback;
  plan.seed = of.identity().incarnation.value ^ index;
  return plan;
}

} // namespace

machine_peer::machine_peer(machine_node& of, std::size_t index)
    : node_(of), index_(index), id_(node_id::parse(subject::name(index)).value()) {
  admit();
}

// -- membership -----------------------------------------------------------------------------------

void machine_peer::admit() {
  member_ = true;
  outbox_.emplace(outbox_options(node_, index_, ++epoch_));
  plan_.emplace(dialing_of(node_, id_, index_), node_.now());
}

void machine_peer::remove() {
  link_ = nullptr;
  attempt_.reset();
  outbox_->removed(++epoch_);
  begin_drain();
  while (auto event = outbox_->next(node_.now())) node_.app().on_event(index_, *event);
  past_ += outbox_->account();
  member_ = false;
}

net::post_account machine_peer::account() const {
  auto all = past_;
  if (member_) all += outbox_->account();
  return all;
}

// -- the link -------------------------------------------------------------------------------------

void machine_peer::attach(machine_link& link) {
  link_ = &link;
  outbox_->attach(*link.machine(), node_.now());
  attempt_.reset();
  plan_->link_up(node_.now());
}

void machine_peer::detach(machine_link& link, const status& why) {
  if (!outbox_->detach(*link.machine(), why)) return;
  link_ = nullptr;
  if (!outbox_->draining()) plan_->link_down(node_.now());
}

void machine_peer::acknowledged(machine_link& link) {
  if (&link == link_) turn(node_.now());
}

void machine_peer::handshake_failed(const status& why, bool temporary) {
  if (link_ != nullptr) return;
  auto how = net::dial_plan::failure_of(why, temporary);
  plan_->attempt_failed(how, node_.now());
  outbox_->handshake_failed(why, how == net::dial_plan::failure::harmless);
}

void machine_peer::wake() {
  if (!member_ || outbox_->draining()) return;
  plan_->wake(node_.now());
  node_.touch();
}

void machine_peer::begin_drain() {
  if (!member_) return;
  plan_->stop();
  attempt_.reset();
  outbox_->drain(fail(code::draining, "this node is stopping"));
}

void machine_peer::drop_posts() {
  if (member_) outbox_->drop_posts(code::draining);
}

void machine_peer::turn(time_point now) {
  if (!member_) return;
  while (auto event = outbox_->next(now)) node_.app().on_event(index_, *event);
  if (auto address = plan_->next_dial(now))
    attempt_ = node_.transport().dial(node_.loop(), *address, node_.options().dial_timeout, *this);
}

time_point machine_peer::next_deadline() const {
  if (!member_) return never;
  return std::min(plan_->next_deadline(), outbox_->next_deadline());
}

void machine_peer::on_dialed(result<std::unique_ptr<net::connection>> outcome) {
  auto finished = std::move(attempt_);
  if (outcome) {
    if (link_ == nullptr) return node_.dialed(*this, std::move(*outcome));
    return (*outcome)->close();
  }
  plan_->attempt_failed(net::dial_plan::failure::unreachable, node_.now());
  outbox_->dial_failed(outcome.error());
}

} // namespace carrick::sim
