#include <carrick/actors/membership_actor.hpp>

#include <carrick/actors/actor.hpp>
#include <carrick/actors/fair_inbox.hpp>
#include <carrick/actors/loop.hpp>
#include <carrick/actors/member_messages.hpp>
#include <carrick/actors/node_home.hpp>
#include <carrick/core/planted.hpp>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>

namespace carrick {
namespace {

fair_inbox& inbox_of(const caf::actor& who) {
  return static_cast<actor_base*>(caf::actor_cast<caf::abstract_actor*>(who))->inbox();
}

} // namespace

membership_actor::membership_actor(caf::actor_config& config, node_home& home,
                                   membership::machine machine)
    : pinned(config), home_(home), machine_(std::move(machine)) {
  timer_.emplace(home_.where(), *this);
}

caf::behavior membership_actor::make_behavior() {
  return {[](caf::unit_t) {}};
}

void membership_actor::on_exit() { timer_.reset(); }

status membership_actor::configure(membership::update members) {
  if (home_.identity().role == net::role::member) {
    std::erase_if(members, [&](const auto& m) { return m.id == home_.identity().node; });
    members.push_back(home_.self());
  }
  auto outcome = machine_.configure(members, home_.where().now());
  broadcast();
  return outcome;
}

void membership_actor::link_up(const membership::link_identity& peer) {
  // A stranger here is a client, or a member that was removed while it shook hands.
  static_cast<void>(machine_.link_up(peer));
  broadcast();
}

void membership_actor::link_down(const node_id& node, incarnation of, const status& why) {
  machine_.link_down(node, of, why, home_.where().now());
  broadcast();
}

void membership_actor::link_silent(const node_id& node, bool silent) {
  if (silent)
    machine_.silence(node, home_.where().now());
  else
    machine_.heard(node);
  broadcast();
}

void membership_actor::subscribe(const caf::actor& who) {
  subscribers_.push_back(who.address());
  for (const auto& event : machine_.snapshot()) caf::anon_send(who, event);
}

std::uint64_t membership_actor::watch(watcher f) {
  for (const auto& event : machine_.snapshot()) f(event);
  watchers_.emplace(++last_watcher_, std::move(f));
  return last_watcher_;
}

void membership_actor::unwatch(std::uint64_t number) { watchers_.erase(number); }

void membership_actor::on_timer() {
  machine_.tick(home_.where().now());
  broadcast();
}

// What is told may bring more news of links: they come behind it.
void membership_actor::broadcast() {
  if (std::exchange(broadcasting_, true)) return;
  while (auto event = machine_.next()) {
    home_.member_changed(*event);
    const bool removed = event->info.state == member_state::removed;
    const auto left = removed ? home_.find(event->node) : nullptr;
    std::erase_if(subscribers_, [&](const caf::actor_addr& address) {
      auto who = caf::actor_cast<caf::actor>(address);
      if (!who) return true;
      if (left) inbox_of(who).give_all_of(*left);
      caf::anon_send(who, *event);
      return false;
    });
    for (auto at = watchers_.begin(); at != watchers_.end();) {
      const auto [number, f] = *at; // it may leave while it is told
      f(*event);
      at = watchers_.upper_bound(number);
    }
  }
  broadcasting_ = false;
  if (timer_ && !CARRICK_PLANTED(failures_unwatched)) timer_->arm(machine_.next_deadline());
}

} // namespace carrick
