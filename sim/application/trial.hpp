#pragma once

#include <carrick/sim/application/application.hpp>
#include <carrick/sim/application/exhibit.hpp>
#include <carrick/sim/application/look.hpp>
#include <carrick/sim/application/workload_client.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace carrick::sim {

/// When an invariant is looked at.
enum class looked_at : unsigned char {
  /// After each turn of a loop of any node: it holds always.
  turn,
  /// When the faults have ended, all nodes run and are linked, and the clients have come to their
  /// end: again and again, and it must hold before the time is over in which everything must have
  /// come right.
  quiet,
  /// Once, when the others hold, before the nodes leave: what is judged by all that happened.
  end
};

/// A client's code, from its beginning to its end; what it throws is a finding.
using client_code = std::function<void(workload_client&)>;
/// Says in a sentence what does not hold; empty: it holds. What it throws is a finding.
using invariant_code = std::function<std::string(const look&)>;

struct workload_options {
  /// How many clients do it at once is drawn from the seed; both ends included.
  std::size_t clients_min = 1, clients_max = 4;
};

/// A simulated run as the application sees it when it begins: takes its workloads and invariants,
/// which live as long as the run.
class trial {
 public:
  trial(std::uint64_t seed, std::vector<std::string> nodes) noexcept
      : seed_(seed), nodes_(std::move(nodes)) {}

  std::uint64_t seed() const noexcept { return seed_; }
  /// Their names, in the order of their numbers.
  const std::vector<std::string>& nodes() const noexcept { return nodes_; }

  /// The name is that of findings: what the code throws, or that no client of it does anything.
  trial& workload(std::string name, client_code code, workload_options options = {});
  trial& invariant(std::string name, looked_at when, invariant_code code);
  /// Lines for the report of a run with a finding, such as what the clients did; made at its end.
  /// Without lines and picture it is left out.
  trial& exhibit(std::string title, std::function<std::vector<std::string>()> lines);
  trial& exhibit(std::function<sim::exhibit()> shown);

  struct named_workload {
    std::string name;
    client_code code;
    workload_options options;
  };
  struct named_invariant {
    std::string name;
    looked_at when;
    invariant_code code;
  };
  const std::vector<named_workload>& workloads() const noexcept { return workloads_; }
  const std::vector<named_invariant>& invariants() const noexcept { return invariants_; }
  const std::vector<std::function<sim::exhibit()>>& exhibits() const noexcept { return exhibits_; }

 private:
  const std::uint64_t seed_;
  const std::vector<std::string> nodes_;
  std::vector<named_workload> workloads_;
  std::vector<named_invariant> invariants_;
  std::vector<std::function<sim::exhibit()>> exhibits_;
};

} // namespace carrick::sim
