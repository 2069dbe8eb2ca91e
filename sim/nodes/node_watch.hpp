#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/observation.hpp>
#include <carrick/sim/under_way.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

/// Looks into the nodes of a cluster between their turns, and tells an observer of links, bounds,
/// accounts and views. It draws nothing and takes no virtual time: a run with it is the run without
/// it. Costs nothing while nothing of that kind happens, but for its looks.
class node_watch {
 public:
  /// All outlive it; the observer hears of nothing after that. `others_post`: not all posts are
  /// observed.
  node_watch(world& in, cluster& of, observer& told, bool others_post);
  ~node_watch();

  /// A process began, and has had no turn yet.
  void began(const process_id& who);
  /// It is gone: nothing of it is looked at or told any more.
  void ended(const process_id& who);
  /// No loop of the node, or not all, run until then.
  void held(std::size_t node, time_point until);
  /// Now and then, between events: tells what is to be seen of all that run.
  void look();
  /// Between events: what a fault of that node would strike.
  under_way_set under_way_at(std::size_t node) const;
  /// Without faults, and when nothing is to be done any more: what is there all the same. Empty:
  /// nothing.
  std::string left_over() const;

 private:
  class process_watch;

  /// None: no node of the cluster, as processes of other makes.
  std::optional<std::size_t> number_of(const node_id& id) const;
  /// Also by the address at which it listens.
  bool is_host(std::string_view name) const;
  process_watch* watched(std::size_t node) const { return processes_[node].get(); }
  bool runs(const process_id& who) const;
  void tell(const observation& what);
  void compare(process_watch& one, process_watch& other);
  void count_posts(process_watch& from, const process_watch& to);

  world& world_;
  cluster& cluster_;
  observer& told_;
  const bool others_post_;
  std::vector<node_id> ids_; // by node
  std::map<node_id, std::size_t> numbers_;
  std::vector<std::unique_ptr<process_watch>> processes_; // by node; null while it does not run
  std::uint64_t looks_ = 0;
  std::uint64_t links_ = 0; // that have begun
};

} // namespace carrick::sim
