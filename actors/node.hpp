#pragma once

#include <carrick/actors/options.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/restart_plan.hpp>
#include <carrick/core/result.hpp>
#include <carrick/membership/member.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick {

/// An actor that a node spawns at its start.
struct actor_options {
  std::string name; ///< unique on its node; addressed as node/name
  std::string type; ///< as registered
  /// Fills the actor's options; empty: defaults. The source reports errors with their place.
  std::shared_ptr<class value_source> options;
  restart_options restart{}; ///< what happens when it ends
};

/// What keeps a node from stopping: for people.
struct stop_report {
  /// What stop() waits for now: "3 links (broken off in 4.2s)"; empty before and after it.
  std::string step;
  /// "store (kv.store), busy with kv.get for 2.1 s", "store (kv.store), blocking work"
  std::vector<std::string> actors;
  std::vector<std::string> requests; ///< "12 requests from n1 are not answered"
  std::vector<std::string> links;    ///< "3 requests to n2 wait for their answer"
  bool empty() const noexcept { return actors.empty() && requests.empty() && links.empty(); }
};

/// A member of a cluster, or a client of one, in this process. Many nodes can live in one process
/// and share `loops`. Made, started, stopped and destroyed on one thread, which is no loop.
class node {
 public:
  /// The node keeps the loops, also if `threads` ends first.
  node(node_options options, registry types, loops& threads);
  /// Stops with the drain grace if stop() was not called.
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  /// Spawns the actors, waits until they serve, then listens and dials. On failure
  /// (`address_in_use`, `refused` for a plain listener beyond loopback, `not_found` for an unknown
  /// actor type, `bad_config`, `invalid_argument` in a handler) nothing runs and the node can be
  /// destroyed.
  status start(std::vector<actor_options> actors = {});

  /// Refuses new work, finishes what runs within the grace time (requests, what is in mailboxes,
  /// blocking work), says goodbye on every link, ends the actors. When the grace time is over their
  /// end comes before what is in their mailboxes. A second later at the latest it returns, whatever
  /// handlers of this or another node do: `deadline_exceeded` names what was still alive, actors,
  /// blocking work, a loop that is held; then the node is leaked on purpose, and its loops with it.
  status stop(duration grace);
  /// The same for who must not wait: begin_stop(), then stop_further() now and then until it has
  /// the verdict.
  void begin_stop(duration grace);
  std::optional<status> stop_further();
  /// The process is gone, as in a crash: nobody is told, and nothing is finished. No handler runs
  /// again if the loops have a driver, which steps none any more; on threads it ends as by stop(0).
  status kill();
  /// From any thread, also while stop() runs: what holds it up.
  stop_report what_holds_it_up() const;

  const node_id& id() const noexcept;
  /// The address it listens on, with the real port.
  std::string address() const;
  peer find(const node_id& other);
  /// Has the source of members look again now, as after a change of its file.
  void refresh_members();
  /// The source of members has said who they are. Any thread.
  bool knows_members() const noexcept;
  /// The members from now on, all of them, with this node or without it: dispatchers come and go
  /// with them, and actors that watch get events. `invalid_argument` for a list that cannot be
  /// right, and in a handler on another loop than the node's own; then nothing changes. What else
  /// is known of members (a file, etcd, ...) is a source of its own.
  status set_members(const std::vector<member_options>& members);
  /// Who is a member, and in which state, sorted by id.
  std::vector<member> members() const;
  /// Waits until so many members are reachable, this node among them. `deadline_exceeded` names
  /// those that are not; `invalid_argument` at once if there are fewer members and no source that
  /// could add one; `draining` when the node stops meanwhile.
  status wait_for_members(std::size_t reachable, duration limit);
  /// Links that are up now: names of the peers.
  std::vector<node_id> linked() const;

  node_core& core() noexcept;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace carrick
