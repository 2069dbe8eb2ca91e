#pragma once

#include <carrick/actors/node.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/verb.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/core/result.hpp>
#include <carrick/sim/cluster_options.hpp>
#include <carrick/sim/outside/pending_reply.hpp>
#include <carrick/sim/subject.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

class cluster_node;
class liar;
class outside_ask;

/// A cluster of the user's own actors in this thread and in virtual time: real nodes, unchanged, on
/// a simulated network. The same seed gives the same run. Users test with test_cluster.
///
///     sim::cluster sim{kv::actors(), spec, {.seed = 42}};
///     sim.partition({"n1"}, {"n2", "n3"});
///     sim.advance(5s);
///     sim.heal();
///     CHECK(sim.run_until([&] { return sim.ask("n1", kv::get{"ada"})->found; }, 10s));
///
/// Time passes only inside its methods. Nodes are named as in the spec; for faults they are
/// numbered, by length and letters of their names. What cannot be simulated, or does not start,
/// throws std::logic_error from the next method that lets time pass: a mistake of the test.
class cluster final : public subject {
 public:
  /// All nodes of the spec start at once, and listen at the names of their ids.
  cluster(registry types, const config::cluster_spec& spec, cluster_options options = {});
  /// So many nodes "n1", "n2", ..., each with one actor of that type and with default options,
  /// named by the last part of the type ("kv.store": "store"). No type: no actor.
  cluster(registry types, std::size_t nodes, std::string_view actor_type,
          cluster_options options = {});
  /// In a world that others use too, which outlives it; its seed is the world's.
  cluster(world& in, registry types, const config::cluster_spec& spec,
          cluster_options options = {});
  ~cluster() override;
  cluster(const cluster&) = delete;
  cluster& operator=(const cluster&) = delete;

  // -- time ---------------------------------------------------------------------------------------

  time_point now() const noexcept;
  void advance(duration by);
  /// Lets time pass until `done()`, asked each virtual millisecond, at most for `limit`. Returns
  /// what it says last.
  bool run_until(const std::function<bool()>& done, duration limit);
  /// Until every running node is linked with every other running one that it knows.
  bool run_until_linked(duration limit);

  // -- faults -------------------------------------------------------------------------------------

  using names = std::vector<std::string>;
  /// Nothing passes between the two sides, in neither direction.
  void partition(const names& one, const names& other);
  /// Nothing passes from `from` to `to`; what is sent meanwhile arrives after release().
  void hold(std::string_view from, std::string_view to);
  void release(std::string_view from, std::string_view to);
  /// Ends all partitions, holds and lies.
  void heal();
  void crash(std::string_view node, death how = death::reset);
  /// A node that has crashed or stopped, as a new process with nothing but its configuration.
  void restart(std::string_view node);
  void pause(std::string_view node, duration length);
  void stall(std::string_view node, duration length);
  /// Everything on it takes so many times as long.
  void slow(std::string_view node, double factor);
  /// Leaves in good order, and returns when it has.
  void stop(std::string_view node);
  void set_skew(std::string_view node, duration ahead);
  void jump_clock(std::string_view node, duration by);
  /// Whom that node has for members from now on, itself always: all others are strangers to it.
  void set_members(std::string_view node, const names& members);
  /// A process of another make speaks to that node as a client or an unknown member, and breaks
  /// rules of the protocol (sim/liars).
  void lie_to(std::string_view node, duration length);

  // -- messages from outside, handed in at a node -------------------------------------------------

  /// One request. `to` is "n1", "n1/store". Returns at the deadline at the latest; 0: the node's.
  template <sent_by_ask T>
  result<reply_of<T>> ask(std::string_view to, const T& message, duration deadline = {}) {
    return ask_from(to.substr(0, to.find('/')), to, message, deadline);
  }
  /// The same over the link from another node.
  template <sent_by_ask T>
  result<reply_of<T>> ask_from(std::string_view from, std::string_view to, const T& message,
                               duration deadline = {}) {
    buffer body;
    encode(message, body);
    auto answer = ask_raw(from, to, message_type_of<T>(), body.bytes(), deadline);
    if (!answer) return answer.error();
    return decode<reply_of<T>>(answer->body.bytes(), answer->decoding);
  }
  /// One post; ok: on its way.
  template <sent_by_post T>
  status post(std::string_view to, const T& message) {
    return post_from(to.substr(0, to.find('/')), to, message);
  }
  template <sent_by_post T>
  status post_from(std::string_view from, std::string_view to, const T& message) {
    buffer body;
    encode(message, body);
    return post_raw(from, to, message_type_of<T>(), std::move(body));
  }
  result<raw_reply> ask_raw(std::string_view from, std::string_view to, const message_type& type,
                            byte_span body, duration deadline);
  status post_raw(std::string_view from, std::string_view to, const message_type& type,
                  buffer body);

  // -- how it is ----------------------------------------------------------------------------------

  bool running(std::string_view node) const;
  /// The peers with which that node has links; none if it does not run.
  std::vector<node_id> linked(std::string_view node) const;
  /// The state of `other` as that node sees it: "reachable", "suspect", "failed", ...; "" if it
  /// cannot say.
  std::string member_state(std::string_view node, std::string_view other);
  std::chrono::system_clock::time_point wall_now(std::string_view node) const;
  /// The node itself while it runs; `not_found` is an exception of std::logic_error.
  carrick::node& at(std::string_view node);

  sim::trace& trace() noexcept { return world_.trace(); }
  /// What one needs to see the same run again: for a test's messages.
  std::string replay_hint() const;
  /// What could not be simulated; empty: nothing.
  const std::string& problem() const noexcept { return problem_; }

  // -- subject ------------------------------------------------------------------------------------

  world& in() noexcept override { return world_; }
  network& net() noexcept override { return net_; }
  std::size_t size() const noexcept override { return nodes_.size(); }
  bool running(std::size_t node) const noexcept override;
  const node_id& id(std::size_t node) const { return ids_[node]; }
  /// Where it listens, or will when it starts.
  const std::string& address(std::size_t node) const { return addresses_[node]; }
  /// Throws std::logic_error if there is no such node.
  std::size_t number_of(std::string_view name) const;
  /// "n1", "n1/store" as that node names it, which runs.
  peer target_of(std::size_t from, std::string_view to) const;
  /// Of a node that runs.
  node_core& core(std::size_t node) const;
  /// Calls it after each turn of a loop of any node, with the number of that.
  void after_turns(std::function<void(std::size_t node)> look);
  /// Of a node that runs.
  std::uint64_t incarnation(std::size_t node) const;
  /// For how long a node has had no moment of rest; zero of one that does not run.
  duration busy(std::size_t node) const;
  /// A loop of the node has something to do, and nobody wakes it.
  bool oversleeps(std::size_t node) const;
  /// The node runs, and none of its loops has anything to do now.
  bool rests(std::size_t node) const;
  /// Of a node that runs.
  carrick::node& at(std::size_t node) const;
  void crash(std::size_t node, death how) override;
  void restart(std::size_t node) override;
  void pause(std::size_t node, duration length) override;
  void stall(std::size_t node, duration length) override;
  void stop(std::size_t node) override;
  void jump_clock(std::size_t node, duration by) override;
  void forget(std::size_t node, std::size_t member) override;
  void admit(std::size_t node, std::size_t member) override;
  void lie_to(std::size_t node, duration length) override;
  void end_lies() override;

 private:
  void add_node(const config::cluster_spec& spec, const node_id& id, std::size_t number);
  void tell_members(std::size_t node);
  void move(std::size_t node);
  cluster_node& node_of(std::string_view name) const;
  peer target_of(carrick::node& from, std::string_view to) const;
  /// As an event of the world, from wherever it is called.
  void happen(std::function<void()> what);
  void check() const;
  void forget_answered();

  cluster(std::unique_ptr<world> own, world* given, registry types,
          const config::cluster_spec& spec, cluster_options options);

  const std::unique_ptr<world> own_world_; // unless it is given
  world& world_;
  network net_;
  const registry types_;
  const cluster_options options_;
  std::vector<node_id> ids_; // by number
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::vector<std::shared_ptr<outside_ask>> asks_; // outlive the nodes, which may still run them
  std::vector<std::unique_ptr<cluster_node>> nodes_;
  std::vector<std::set<std::size_t>> members_; // of each node, as it has been told
  std::vector<std::string> addresses_;         // of each node, as the others are told
  std::uint64_t moves_ = 0;
  std::vector<std::function<void(std::size_t)>> turn_looks_;
  std::string problem_;
  std::string cluster_name_;
  std::vector<std::unique_ptr<liar>> liars_; // also those that have left
};

/// The spec of so many alike nodes, as the second constructor of cluster makes it.
config::cluster_spec alike(std::size_t nodes, std::string_view actor_type);
/// The nodes of a spec by length and letters of their names.
std::vector<node_id> ordered_nodes(const config::cluster_spec& spec);
/// `spec` with so many nodes "n1", "n2", ..., each like its first.
config::cluster_spec alike(std::size_t nodes, const config::cluster_spec& spec);

} // namespace carrick::sim
