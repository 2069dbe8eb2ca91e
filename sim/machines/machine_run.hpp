#pragma once

#include <carrick/sim/checkers/all.hpp>
#include <carrick/sim/fault_driver.hpp>
#include <carrick/sim/machines/machine_cluster.hpp>
#include <carrick/sim/outcome.hpp>
#include <carrick/sim/timeline_recorder.hpp>

#include <map>
#include <utility>

namespace carrick::sim {

/// The phases of a run of machines, and what it is made of.
class machine_run {
 public:
  explicit machine_run(const scenario& what);

  /// Work and faults.
  void disturb();
  /// No faults and nothing new: everything must come right within a bounded time.
  void heal();
  /// Every node leaves; nothing may be left.
  void stop_all();
  /// Nothing was violated, and the scenario does not end here.
  bool goes_on() const;
  outcome result();

 private:
  bool run_until(time_point when);
  duration healing_time() const;
  bool is_whole(bool tell);
  bool has_come_right(bool tell);
  void probe(duration within);
  void exchange();
  template <class Lacks>
  void judge_member(const machine_node& at, machine_link& link, const Lacks& lacks);
  void missing(std::size_t node, std::string_view what, bool tell);

  const scenario scenario_;
  world world_;
  network net_;
  all_checkers checkers_;
  const std::size_t nodes_;
  const fault_plan plan_;
  timeline_recorder recorder_;
  machine_cluster cluster_;
  fault_driver faults_;
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> probes_; // the last of a pair
  bool complete_ = false;
};

} // namespace carrick::sim
