#pragma once

#include <carrick/actors/loop_timer.hpp>
#include <carrick/actors/pinned.hpp>
#include <carrick/membership/machine.hpp>

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace carrick {

class node_home;

/// Who is in the cluster, as an actor: it broadcasts member events to its subscribers, to each the
/// snapshot first and then the deltas.
///
/// Lives on the home loop of its node; the rules are in membership::machine.
class membership_actor final : public pinned<caf::event_based_actor> {
 public:
  /// Called on the home loop for each event.
  using watcher = std::function<void(const member_event&)>;

  membership_actor(caf::actor_config& config, node_home& home, membership::machine machine);

  /// A source's whole list, with this node or without it. Refused whole if it cannot be right.
  /// Members that come get their dispatchers with this, those that go lose them.
  status configure(membership::update members);
  void link_up(const membership::link_identity& peer);
  void link_down(const node_id& node, incarnation of, const status& why);
  /// Nothing was heard for some time over its link, which stands; or bytes came again.
  void link_silent(const node_id& node, bool silent);

  /// The actor, which is an actor_base, gets member_event messages until it ends. Before it hears
  /// that a member is removed it gets what that member's links have brought.
  void subscribe(const caf::actor& who);
  /// Returns a number for unwatch(). The snapshot comes before it returns.
  std::uint64_t watch(watcher f);
  void unwatch(std::uint64_t number);

  const membership::view& view() const noexcept { return machine_.current(); }

  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "carrick.membership"; }

 private:
  void on_timer();
  void broadcast();

  node_home& home_;
  membership::machine machine_;
  std::vector<caf::actor_addr> subscribers_;
  std::map<std::uint64_t, watcher> watchers_;
  std::uint64_t last_watcher_ = 0;
  bool broadcasting_ = false;
  std::optional<member_timer<membership_actor, &membership_actor::on_timer>> timer_;
};

} // namespace carrick
