#include <carrick/sim/shrink.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

constexpr std::size_t nodes_min = 2;

class shrinking {
 public:
  shrinking(const scenario& failing, const outcome& found, const run_function& run,
            std::size_t runs_max, const std::function<void(std::size_t)>& progress)
      : best_{failing, found, 0}, run_(run), runs_max_(runs_max), progress_(progress) {
    best_.smallest.nodes = found.nodes;
    best_.smallest.plan = found.plan;
  }

  shrunk result() {
    forget_what_follows();
    fewer_nodes();
    fewer_faults();
    return std::move(best_);
  }

 private:
  /// Takes the candidate if it still fails in the same way.
  bool take(const scenario& candidate) {
    if (best_.runs >= runs_max_) return false;
    ++best_.runs;
    if (progress_) progress_(best_.runs);
    auto found = run_(candidate);
    bool same = found.found && found.found->invariant == best_.found.found->invariant;
    if (!same) return false;
    best_.smallest = candidate;
    best_.found = std::move(found);
    return true;
  }

  void forget_what_follows() {
    auto candidate = best_.smallest;
    auto over = best_.found.found->at;
    std::erase_if(candidate.plan->faults, [&](const fault& f) { return f.at > over; });
    take(candidate);
  }

  void fewer_nodes() {
    while (best_.smallest.nodes > nodes_min) {
      auto candidate = best_.smallest;
      auto gone = --candidate.nodes;
      std::erase_if(candidate.plan->faults, [&](fault& each) {
        return std::erase(each.nodes, gone) > 0 && each.nodes.empty();
      });
      if (!take(candidate)) return;
    }
  }

  void fewer_faults() {
    for (auto part = best_.smallest.plan->faults.size(); part > 0; part /= 2)
      for (std::size_t from = 0; from < best_.smallest.plan->faults.size();)
        if (!take(without(from, part))) from += part;
  }

  scenario without(std::size_t from, std::size_t count) const {
    auto candidate = best_.smallest;
    auto& faults = candidate.plan->faults;
    auto first = faults.begin() + static_cast<std::ptrdiff_t>(from);
    faults.erase(first, first + static_cast<std::ptrdiff_t>(std::min(count, faults.size() - from)));
    return candidate;
  }

  shrunk best_;
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
