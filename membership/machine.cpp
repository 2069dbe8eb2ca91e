#include <carrick/membership/machine.hpp>

#include <carrick/core/planted.hpp>
#include <carrick/core/result.hpp>
#include <carrick/membership/diff.hpp>

namespace carrick::membership {
namespace {

bool is_goodbye(const status& why) noexcept { return why.ok() || why == code::draining; }

} // namespace

machine::machine(self_identity self, duration fail_after)
    : self_(std::move(self)), fail_after_(fail_after) {}

status machine::configure(const update& members, time_point now) {
  if (auto s = check(members); !s) return s;
  view after;
  for (const auto& source : members) {
    after.put(from_source(source));
    if (!view_.find(source.id) && source.id != self_.node)
      fail_at(source.id, deadline_after(now, fail_after_));
  }
  for (const auto& m : view_.members()) {
    if (after.find(m.id)) continue;
    fail_at(m.id, never);
    watched_.erase(m.id);
  }
  replace(after);
  return {};
}

member machine::from_source(const configured_member& source) const {
  member out;
  if (const member* known = view_.find(source.id)) {
    out = *known;
  } else if (source.id == self_.node) {
    out.incarnation = self_.incarnation;
    out.app_version = self_.app_version;
    out.state = member_state::reachable;
  }
  out.id = source.id;
  out.addresses = source.addresses;
  out.tags = source.tags;
  return out;
}

status machine::link_up(const link_identity& peer) {
  if (peer.node == self_.node)
    return fail(code::duplicate_node, peer.node.text() + " is this node");
  const member* known = view_.find(peer.node);
  if (!known) return fail(code::not_found, peer.node.text() + " is no member");
  fail_at(peer.node, never);
  auto& links = watched_[peer.node].links;
  const bool same = known->incarnation == peer.incarnation;
  links = same || CARRICK_PLANTED(second_death_unseen) ? links + 1 : 1;
  member after = *known;
  bool keeps = CARRICK_PLANTED(old_incarnation_accepted) && known->incarnation.value != 0;
  if (!keeps) after.incarnation = peer.incarnation;
  after.app_version = peer.app_version;
  after.state = member_state::reachable;
  put(std::move(after));
  return {};
}

void machine::link_down(const node_id& node, incarnation of, const status& why, time_point now) {
  const member* known = linked(node);
  if (!known || known->incarnation != of) return;
  if (--watched_[node].links > 0) return; // another has taken its place
  if (is_goodbye(why)) {
    fail_at(node, never);
    return move_to(node, member_state::left);
  }
  suspect(*known, now);
}

void machine::silence(const node_id& node, time_point now) {
  if (const member* known = linked(node)) suspect(*known, now);
}

void machine::heard(const node_id& node) {
  const member* known = linked(node);
  if (!known || known->state == member_state::reachable) return;
  if (!CARRICK_PLANTED(recovered_member_fails)) fail_at(node, never);
  move_to(node, member_state::reachable);
}

void machine::suspect(const member& of, time_point now) {
  if (of.state != member_state::reachable) return; // it is counted already
  node_id node = of.id;
  fail_at(node, deadline_after(now, fail_after_));
  move_to(node, member_state::suspect);
}

const member* machine::linked(const node_id& node) const {
  auto watch = watched_.find(node);
  return watch != watched_.end() && watch->second.links > 0 ? view_.find(node) : nullptr;
}

void machine::tick(time_point now) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    node_id node = deadlines_.begin()->second;
    fail_at(node, never);
    move_to(node, member_state::failed);
  }
}

time_point machine::next_deadline() const noexcept {
  return deadlines_.empty() ? never : deadlines_.begin()->first;
}

std::optional<member_event> machine::next() {
  if (events_.empty()) return std::nullopt;
  member_event event = std::move(events_.front());
  events_.pop_front();
  if (event.info.state == member_state::removed)
    told_.erase(event.node);
  else
    told_.put(event.info);
  told_.set_version(event.version);
  return event;
}

std::vector<member_event> machine::snapshot() const { return membership::snapshot(told_); }

void machine::replace(const view& after) {
  auto events = diff(view_, after);
  auto version = view_.version();
  view_ = after;
  view_.set_version(version);
  emit(std::move(events));
}

void machine::put(member after) {
  emit(diff(view_.find(after.id), &after));
  view_.put(std::move(after));
}

void machine::move_to(const node_id& node, member_state state) {
  member after = *view_.find(node);
  after.state = state;
  put(std::move(after));
}

void machine::fail_at(const node_id& node, time_point when) {
  auto& watch = watched_[node];
  deadlines_.erase({watch.fails_at, node});
  watch.fails_at = when;
  if (when != never) deadlines_.insert({when, node});
}

void machine::emit(std::vector<member_event> events) {
  for (auto& event : events) {
    view_.set_version(view_.version() + 1);
    event.version = view_.version();
    events_.push_back(std::move(event));
  }
}

} // namespace carrick::membership
