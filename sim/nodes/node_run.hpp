#pragma once

#include <carrick/sim/checkers/all.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/fault_driver.hpp>
#include <carrick/sim/nodes/prober.hpp>
#include <carrick/sim/outcome.hpp>
#include <carrick/sim/timeline_recorder.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace carrick::sim {

/// A run of whole nodes, phase by phase. It is what faults act on: it passes them on to the
/// cluster, and tells the checkers of them.
class node_run final : public subject {
 public:
  node_run(const scenario& what, const registry& types, const config::cluster_spec& spec);

  // Each phase is false if something was violated, or the scenario ends before.
  bool disturb();
  bool heal();
  bool stop_all();
  outcome result();

  // subject
  world& in() noexcept override { return world_; }
  network& net() noexcept override { return cluster_->net(); }
  std::size_t size() const noexcept override { return cluster_->size(); }
  bool running(std::size_t node) const noexcept override { return cluster_->running(node); }
  void crash(std::size_t node, death how) override;
  void restart(std::size_t node) override;
  void pause(std::size_t node, duration length) override;
  void stall(std::size_t node, duration length) override;
  void stop(std::size_t node) override { cluster_->stop(node); }
  void jump_clock(std::size_t node, duration by) override { cluster_->jump_clock(node, by); }
  void forget(std::size_t node, std::size_t member) override;
  void admit(std::size_t node, std::size_t member) override { cluster_->admit(node, member); }

 private:
  void see(const observation& what);
  void look_who_runs();
  void look_who_is_linked();
  void look_who_never_rests();
  void gone(const process_id& who, bool in_order);
  void held(std::size_t node, duration length);
  bool over() const;
  bool run_until(const std::function<bool()>& done, duration limit);
  duration healing_time() const;
  std::string missing();
  std::string posts_missing();
  bool probe_all();
  /// False.
  bool violated(std::string invariant, std::string text);

  const scenario scenario_;
  all_checkers checkers_;
  std::vector<std::optional<process_id>> alive_; // as told, by node
  const fault_plan plan_;
  timeline_recorder recorder_;
  world world_;
  prober_run probers_;
  std::optional<cluster> cluster_;
  std::optional<fault_driver> faults_;
  std::set<std::pair<std::size_t, std::size_t>> linked_; // as recorded: who, with whom
  std::optional<violation> found_;                       // by the run itself
  bool complete_ = false;
};

} // namespace carrick::sim
