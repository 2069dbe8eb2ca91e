#include <carrick/sim/shrink.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

constexpr std::size_t nodes_min = 2;

class shrinking {
 public:
  shrinking(const scenario& failing, const outcome& found, const run_function& run,
            std::size_t runs_max, const std::function<void(std::size_t)>& progress)
      : base_(failing),
        nodes_(found.nodes),
        plan_(found.plan),
        found_(found),
        run_(run),
        runs_max_(runs_max),
        progress_(progress) {
    base_.plan.reset();
  }

  shrunk result() {
    forget_what_follows();
    fewer_nodes();
    fewer_faults();
    return {scenario_of(nodes_, plan_), std::move(found_), runs_};
  }

 private:
  scenario scenario_of(std::size_t nodes, const fault_plan& plan) const {
    auto out = base_;
    out.nodes = nodes;
    out.plan.emplace(plan);
    return out;
  }

  /// Goes on with the smaller run if it still fails in the same way.
  bool take(std::size_t nodes, fault_plan plan) {
    if (runs_ >= runs_max_) return false;
    ++runs_;
    if (progress_) progress_(runs_);
    auto found = run_(scenario_of(nodes, plan));
    if (!found.found || found.found->invariant != found_.found->invariant) return false;
    nodes_ = nodes;
    plan_ = std::move(plan);
    found_ = std::move(found);
    return true;
  }

  void forget_what_follows() {
    auto plan = plan_;
    std::erase_if(plan.faults, [&](const fault& f) { return f.at > found_.found->at; });
    take(nodes_, std::move(plan));
  }

  void fewer_nodes() {
    while (nodes_ > nodes_min) {
      auto plan = plan_;
      std::erase_if(plan.faults, [&](fault& each) {
        return std::erase(each.nodes, nodes_ - 1) > 0 && each.nodes.empty();
      });
      if (!take(nodes_ - 1, std::move(plan))) return;
    }
  }

  void fewer_faults() {
    for (auto part = plan_.faults.size(); part > 0; part /= 2)
      for (std::size_t from = 0; from < plan_.faults.size();)
        if (!take(nodes_, without(from, part))) from += part;
  }

  fault_plan without(std::size_t from, std::size_t count) const {
    auto plan = plan_;
    auto first = plan.faults.begin() + static_cast<std::ptrdiff_t>(from);
    count = std::min(count, plan.faults.size() - from);
    plan.faults.erase(first, first + static_cast<std::ptrdiff_t>(count));
    return plan;
  }

  scenario base_; // without plan
  std::size_t nodes_;
  fault_plan plan_;
  outcome found_;
  std::size_t runs_ = 0;
  const run_function& run_;
  const std::size_t runs_max_;
  const std::function<void(std::size_t)>& progress_;
};

} // namespace

shrunk shrink(const scenario& failing, const outcome& found, const run_function& run,
              std::size_t runs_max, const std::function<void(std::size_t)>& progress) {
  return shrinking{failing, found, run, runs_max, progress}.result();
}

} // namespace carrick::sim
