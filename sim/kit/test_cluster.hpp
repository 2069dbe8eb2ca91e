#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/membership/member.hpp>
#include <carrick/sim/kit/ground.hpp>
#include <carrick/sim/kit/member_watch.hpp>
#include <carrick/sim/kit/probe.hpp>
#include <carrick/sim/kit/test_client.hpp>
#include <carrick/sim/kit/test_options.hpp>
#include <carrick/sim/kit/turn_code.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

/// A cluster of the user's own actors in a test: real nodes, unchanged, simulated or on threads by
/// one flag. docs/testing.md shows how to use it.
///
///     sim::test_cluster cluster{kv::actors(), spec, {.seed = 42}};
///     cluster.partition({"n1"}, {"n2", "n3"});
///     cluster.advance(5s);
///     cluster.heal();
///     CHECK(cluster.run_until([&] { return cluster.ask("n1/store", kv::get{"ada"})->found; }));
///
/// Time passes inside its methods, and those of what it gives; in simulation only there. A limit is
/// virtual time in simulation. On threads it is real time and at least a minute where something is
/// awaited, so that a slow machine fails no test. 0: test_options::limit.
///
/// Mistakes of the test throw std::logic_error: names that do not exist, what cannot be done where
/// it runs, nodes that do not start. What a test expects and does not get is an
/// expectation_failed. For one thread.
class test_cluster {
 public:
  /// All nodes of the spec start at once.
  test_cluster(registry types, const config::cluster_spec& spec, test_options options = {});
  /// So many nodes "n1", "n2", ..., each with one actor of that type and with default options,
  /// named by the last part of the type ("kv.store": "store"). No type: no actor.
  test_cluster(registry types, std::size_t nodes, std::string_view actor_type,
               test_options options = {});
  ~test_cluster();
  test_cluster(const test_cluster&) = delete;
  test_cluster& operator=(const test_cluster&) = delete;

  // -- time ---------------------------------------------------------------------------------------

  void advance(duration by) { at_->advance(by); }
  /// Until `done()`, which may ask the nodes. Returns what it says last. It is asked each
  /// millisecond, then less often: what lasts for less than a 64th of the wait may be missed.
  bool run_until(const std::function<bool()>& done, duration limit = {});
  /// Until every running node is linked with every other running one that it knows.
  bool run_until_linked(duration limit = {});

  // -- messages -----------------------------------------------------------------------------------

  /// Who asks at that node.
  test_client from(std::string_view node) const;
  /// At the node of `to` itself.
  template <sent_by_ask T>
  result<reply_of<T>> ask(std::string_view to, const T& message, duration deadline = {}) const {
    return at_node_of(to).ask(to, message, deadline);
  }
  template <sent_by_ask T>
  pending_reply<reply_of<T>> begin(std::string_view to, const T& message,
                                   duration deadline = {}) const {
    return at_node_of(to).begin(to, message, deadline);
  }
  template <sent_by_post T>
  status post(std::string_view to, const T& message) const {
    return at_node_of(to).post(to, message);
  }
  template <sent_by_open T>
  opened_stream<item_out_of<T>, item_in_of<T>> open(std::string_view to, const T& opening) const {
    return at_node_of(to).open(to, opening);
  }

  // -- actors -------------------------------------------------------------------------------------

  /// Runs `f` in a turn of that actor, between its handlers, and returns what it returns. It takes
  /// the actor or its state: `f(kv::store_state&)` for a stateful<kv::store_state>,
  /// `f(carrick::actor_base&)` for any. On threads it runs on another thread.
  template <class F>
  auto in_turn(std::string_view actor, F f) {
    return in_turn_of(*at_, actor, std::move(f));
  }
  /// The probe of that name, which test_options::probes lists.
  sim::probe probe(std::string_view name) const;
  /// That actor ends, for that reason, as if by itself; its node starts it again if it is so
  /// configured.
  void end_actor(std::string_view actor, const status& why);

  // -- members ------------------------------------------------------------------------------------

  /// Whom that node has for members, and in which state; it must run.
  std::vector<member> members(std::string_view node) const;
  member_watch watch_members(std::string_view node) const;
  /// Whom that node has for members from now on, itself always: all others are strangers to it.
  void set_members(std::string_view node, const std::vector<std::string>& members);

  // -- faults, everywhere -------------------------------------------------------------------------

  bool running(std::string_view node) const;
  /// The process is gone without a word. What has ended before stays so.
  void crash(std::string_view node, death how = death::reset);
  /// Leaves in good order, and returns when it has.
  void stop(std::string_view node);
  /// A node that has crashed or stopped, as a new process with nothing but its configuration.
  void restart(std::string_view node);

  // -- faults, in simulation ----------------------------------------------------------------------
  // On threads each of them throws std::logic_error.

  bool is_simulated() const noexcept { return at_->simulated() != nullptr; }
  using names = std::vector<std::string>;
  /// Nothing passes between the two sides, in neither direction.
  void partition(const names& one, const names& other);
  /// Nothing passes from `from` to `to`; what is sent meanwhile arrives after release().
  void hold(std::string_view from, std::string_view to);
  void release(std::string_view from, std::string_view to);
  /// Ends all partitions and holds.
  void heal();
  /// Breaks every connection between the two.
  void reset(std::string_view one, std::string_view other);
  /// Nothing of the node runs for that long; its connections stand.
  void pause(std::string_view node, duration length);
  /// Its loop is held for that long by a slow handler.
  void stall(std::string_view node, duration length);
  /// Everything on it takes so many times as long.
  void slow(std::string_view node, double factor);
  void set_skew(std::string_view node, duration ahead);
  void jump_clock(std::string_view node, duration by);
  /// For that long a process of another make speaks to that node as a client or an unknown member,
  /// and breaks rules of the protocol.
  void lie_to(std::string_view node, duration length);
  /// The simulation itself, for what has no call here: paths, the trace. Nodes end and start by the
  /// calls of this class alone.
  cluster& simulation(std::string_view what = "simulation()") const;

  /// What one needs to see the same run again: for a test's messages.
  std::string replay_hint() const { return at_->where_it_stands(); }

 private:
  test_client at_node_of(std::string_view to) const { return from(to.substr(0, to.find('/'))); }
  void let_go(std::size_t node, const status& why);

  const duration limit_;
  const std::unique_ptr<open_ends> kept_; // outlives the nodes
  std::vector<std::shared_ptr<probe_place>> probes_;
  std::unique_ptr<ground> at_;
};

} // namespace carrick::sim
