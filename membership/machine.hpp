#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/event.hpp>
#include <carrick/membership/update.hpp>
#include <carrick/membership/view.hpp>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace carrick::membership {

/// This node itself: as a member it is reachable as long as it runs.
struct self_identity {
  node_id node;
  carrick::incarnation incarnation;
  std::string app_version;
};

/// Who a link leads to, from its handshake.
struct link_identity {
  node_id node;
  carrick::incarnation incarnation;
  std::string app_version;
};

/// The membership of one node as a machine without I/O: lists from a source and news of links go
/// in, events come out; time is an argument.
///
///     machine.configure(list, now);
///     while (auto event = machine.next()) ...   // after every input
///     wake up at next_deadline(), call tick(now), take events again
///
/// Who is a member is decided by the source alone; links only move a member between its states. The
/// same inputs give the same events. Not thread-safe. Events that nobody takes are kept: at most
/// two for each member an input.
class machine {
 public:
  explicit machine(self_identity self, duration fail_after = limits::fail_after);

  /// The source's whole list. A list that check() finds wrong is refused whole: nothing changes.
  /// A member that was removed and comes back starts anew, with incarnation 0.
  status configure(const update& members, time_point now);

  /// A link is up; each is told of once, and of its end once. `not_found` if the node is no member
  /// (a stranger, to be told of again when it joins), `duplicate_node` for this node's own id.
  status link_up(const link_identity& peer);
  /// A link to that incarnation is gone. Of the last one a goodbye (`ok`, `draining`) makes the
  /// member `left`, else it is `suspect` and, after `fail_after` without another link, `failed`.
  /// News of an older incarnation's link is ignored.
  void link_down(const node_id& node, incarnation of, const status& why, time_point now);
  /// Nothing was heard for some time, though the link stands.
  void silence(const node_id& node, time_point now);
  /// After silence(): bytes arrived.
  void heard(const node_id& node);

  /// Members without a link for `fail_after` become failed. Harmless when called early or twice.
  void tick(time_point now);
  /// When tick() is due; `never` if nothing waits.
  time_point next_deadline() const noexcept;

  /// The next event, oldest first.
  std::optional<member_event> next();
  /// For a new subscriber: what the events given out so far add up to, as `snapshot` events. What
  /// next() gives from now on are its deltas.
  std::vector<member_event> snapshot() const;
  /// What is, events not yet taken included.
  const view& current() const noexcept { return view_; }

 private:
  struct watched {
    unsigned links = 0; ///< to its present incarnation: while one replaces another they are two
    time_point fails_at = never;
  };

  member from_source(const configured_member& source) const;
  /// The member if its link stands, else null.
  const member* linked(const node_id& node) const;
  void suspect(const member& of, time_point now);
  void replace(const view& after);
  void put(member after);
  void move_to(const node_id& node, member_state state);
  void fail_at(const node_id& node, time_point when);
  void emit(std::vector<member_event> events);

  self_identity self_;
  duration fail_after_;
  view view_;
  view told_; ///< what the events given out add up to
  std::map<node_id, watched> watched_;
  std::set<std::pair<time_point, node_id>> deadlines_;
  std::deque<member_event> events_;
};

} // namespace carrick::membership
