#include <carrick/sim/application/trial.hpp>

namespace carrick::sim {

trial& trial::workload(std::string name, client_code code, workload_options options) {
  workloads_.push_back({std::move(name), std::move(code), options});
  return *this;
}

trial& trial::invariant(std::string name, looked_at when, invariant_code code) {
  invariants_.push_back({std::move(name), when, std::move(code)});
  return *this;
}

trial& trial::exhibit(std::string title, std::function<std::vector<std::string>()> lines) {
  return exhibit([title = std::move(title), lines = std::move(lines)] {
    return sim::exhibit{title, lines()};
  });
}

trial& trial::exhibit(std::function<sim::exhibit()> shown) {
  exhibits_.push_back(std::move(shown));
  return *this;
}

} // namespace carrick::sim
