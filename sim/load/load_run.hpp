#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/sim/load/open_things.hpp>
#include <carrick/sim/observation.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace carrick::sim {

/// How many actors of the load each node has.
inline constexpr std::size_t load_actors = 3;

/// What the load of a run has in common: how much it does, how its messages are numbered, what each
/// of its actors has open, and whom they tell what they see. Outlives all nodes.
class load_run {
 public:
  /// `nodes`: by number.
  load_run(world& in, observer& told, std::vector<node_id> nodes);
  load_run(const load_run&) = delete;
  load_run& operator=(const load_run&) = delete;

  world& in() noexcept { return world_; }
  std::size_t nodes() const noexcept { return nodes_.size(); }
  const node_id& id(std::size_t node) const noexcept { return nodes_[node]; }
  /// Of one of them.
  std::size_t number_of(const node_id& node) const;
  /// Between two things that one actor begins; a mean.
  duration act_every() const noexcept;

  // -- what is seen -------------------------------------------------------------------------------

  /// By code of that process, which must not be gone.
  void see(const process_id& by, const observation& what);
  /// The same where actors are disposed of: of a process that is gone nothing is told.
  void see_last(const process_id& by, const observation& what);
  /// A line for people, if lines are kept.
  template <class F>
  void explain(const process_id& by, std::string_view kind, F text) {
    if (world_.trace().keeps()) write(by, kind, text());
  }

  // -- processes ----------------------------------------------------------------------------------

  /// Nothing of it may run any more. False: it was known.
  bool ends(const process_id& who) { return gone_.insert(who).second; }
  /// Whose load ran on that node last.
  process_id process_at(std::size_t node) const;

  // -- numbers ------------------------------------------------------------------------------------

  std::uint64_t requests = 0, posts = 0, streams = 0, items = 0, watches = 0;

  // -- actors -------------------------------------------------------------------------------------

  /// Returns its number, from 1.
  std::uint64_t actor_began(const process_id& who);
  void actor_ended(std::uint64_t number) { actors_.erase(number); }
  void began(std::uint64_t actor, open_thing what);
  /// One that was not begun is a finding (I15).
  void ended(std::uint64_t actor, open_thing what);

  // -- the end ------------------------------------------------------------------------------------

  /// Nothing new is begun, and what there is comes to its end.
  void calm_down() noexcept { calm_ = true; }
  bool is_calm() const noexcept { return calm_; }
  /// What is open, and of whom, or who is not there; empty: nothing.
  std::string missing() const;

  /// One actor a node tries each conversation with each node; all must end well.
  void begin_probes() noexcept { probing_ = true; }
  bool is_probing() const noexcept { return probing_; }
  std::uint64_t probe_began(std::string what);
  void probe_ended(std::uint64_t number, const status& how);
  void node_probes(const process_id& who) { probed_.insert(who); }
  bool has_probed(const process_id& who) const { return probed_.contains(who); }
  /// What did not end well, or not yet; empty: all did.
  std::string failed_probe() const;

 private:
  struct known_actor {
    process_id of;
    open_things open;
  };

  std::string away() const;
  void write(const process_id& by, std::string_view kind, const std::string& text);

  world& world_;
  observer& told_;
  const std::vector<node_id> nodes_;
  std::set<process_id> gone_;
  std::map<std::size_t, process_id> last_;      // by node
  std::map<std::uint64_t, known_actor> actors_; // by number
  std::uint64_t actors_made_ = 0;
  bool calm_ = false;
  bool probing_ = false;
  std::set<process_id> probed_;
  std::map<std::uint64_t, std::string> probes_; // what is missing
  std::uint64_t probes_made_ = 0;
};

} // namespace carrick::sim
