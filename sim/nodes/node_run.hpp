#pragma once

#include <carrick/sim/application/clients.hpp>
#include <carrick/sim/checkers/all.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/fault_driver.hpp>
#include <carrick/sim/load/load_run.hpp>
#include <carrick/sim/nodes/node_watch.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/nodes/simulated_nodes.hpp>
#include <carrick/sim/outcome.hpp>
#include <carrick/sim/timeline_recorder.hpp>

#include <functional>
#include <map>
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
  node_run(const scenario& what, const registry& types, const config::cluster_spec& spec,
           const run_additions& more);
  ~node_run() override;

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
  void lie_to(std::size_t node, duration length) override { cluster_->lie_to(node, length); }
  void end_lies() override { cluster_->end_lies(); }
  under_way_set what_is_under_way(std::size_t node) override { return watch_->under_way_at(node); }
  void admit(std::size_t node, std::size_t member) override;

 private:
  sim::cluster_options cluster_options_now();
  void see(const observation& what);
  void look_who_runs();
  void look_whether_runs(std::size_t node);
  void look_who_never_rests();
  void gone(const process_id& who, bool in_order);
  void held(std::size_t node, duration length);
  bool over() const;
  bool run_until(const std::function<bool()>& done, duration limit);
  duration healing_time() const;
  std::string missing();
  void begin_clients(const application& judge);
  const std::string& id(std::size_t node) const { return cluster_->id(node).text(); }
  std::optional<violation> first_found() const;
  std::string posts_missing();
  bool probe_all();
  /// False.
  bool violated(std::string invariant, std::string text);

  /// Passes on to the checkers, to who else listens, and to faults that wait for something.
  class audience final : public observer {
   public:
    audience(node_run& of, observer* also) : of_(of), also_(also) {}
    void see(const observation& what, duration at) override;

   private:
    node_run& of_;
    observer* const also_;
  };

  const scenario scenario_;
  const simulated_nodes nodes_;
  all_checkers checkers_;
  audience audience_;
  std::vector<std::optional<process_id>> alive_; // as told, by node
  const fault_plan plan_;
  timeline_recorder recorder_;
  world world_;
  load_run load_;
  std::optional<clients> clients_;    // outlive the nodes
  std::vector<node_options> options_; // by node
  std::optional<cluster> cluster_;
  std::optional<fault_driver> faults_;
  std::optional<node_watch> watch_;
  std::optional<violation> found_; // by the run itself
  bool complete_ = false;
  /// Members that a node has forgotten: with one of them perhaps others.
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::size_t>> forgotten_with_;
  std::uint64_t forgettings_ = 0;
};

} // namespace carrick::sim
