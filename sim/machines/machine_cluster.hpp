#pragma once

#include <carrick/sim/machines/machine_node.hpp>
#include <carrick/sim/machines/workload.hpp>
#include <carrick/sim/subject.hpp>

#include <memory>
#include <set>
#include <vector>

namespace carrick::sim {

struct machine_cluster_options {
  std::size_t nodes = 3;
  machine_workload_options work;
};

/// A simulated cluster of nodes made of machines, each with its workload.
class machine_cluster final : public subject {
 public:
  machine_cluster(world& in, sim::network& net, observer& watch,
                  const machine_cluster_options& options);
  ~machine_cluster() override;

  world& in() noexcept override { return stage_.in; }
  network& net() noexcept override { return stage_.net; }
  std::size_t size() const noexcept override { return slots_.size(); }
  bool running(std::size_t node) const noexcept override { return slots_[node].process != nullptr; }
  void crash(std::size_t node, death how) override;
  void restart(std::size_t node) override;
  void pause(std::size_t node, duration length) override;
  void stall(std::size_t node, duration length) override { pause(node, length); }
  void stop(std::size_t node) override;
  void jump_clock(std::size_t node, duration by) override;
  void forget(std::size_t node, std::size_t member) override;
  void admit(std::size_t node, std::size_t member) override;

  /// Null while it does not run.
  machine_node* node(std::size_t index) noexcept { return slots_[index].process.get(); }
  workload* work(std::size_t index) noexcept { return slots_[index].work.get(); }
  const machine_options& options(std::size_t index) const noexcept { return slots_[index].options; }
  const run_numbers& numbers() const noexcept { return numbers_; }
  /// All workloads begin nothing new from now on; processes that start are calm, too.
  void calm_down();

 private:
  struct slot {
    machine_options options;
    std::unique_ptr<machine_node> process;
    std::unique_ptr<workload> work;
    bool restarts = false;           ///< as soon as it has stopped
    std::set<std::size_t> strangers; ///< nodes that it does not have for members
  };

  void begin(std::size_t node);
  void collect_stopped();
  void end(std::size_t node, bool in_order);
  void tell_members(std::size_t node);

  stage stage_;
  const machine_cluster_options options_;
  draws incarnations_;
  std::vector<slot> slots_;
  run_numbers numbers_;
  bool calm_ = false;
  method_event<machine_cluster, &machine_cluster::collect_stopped> collect_{*this};
};

} // namespace carrick::sim
