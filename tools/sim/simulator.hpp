#pragma once

#include <carrick/sim/shrink.hpp>
#include <carrick/tools/failure.hpp>
#include <carrick/tools/invocation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace carrick::tools {

/// What every kind of simulated run is told.
struct sim_options {
  /// All pairs of nodes are linked.
  static constexpr std::uint64_t nodes_max = 1'000;

  std::uint64_t nodes = 0; ///< 0: as the file says
  std::string like;        ///< the node of the file that those beyond its own are like
  duration length = std::chrono::seconds(60);
  /// A plan of faults grows with the length.
  static constexpr duration length_max = std::chrono::hours(24);
  std::string plan_file; ///< TOML; empty: drawn from each seed
  bool calm = false;     ///< no faults at all
};

/// Runs scenarios for the actors of the application and the cluster of its file.
class simulator {
 public:
  /// Reads the files.
  static outcome<simulator> make(const invocation& at, const sim_options& options);

  sim::scenario scenario_of(std::uint64_t seed) const;
  sim::outcome run(const sim::scenario& what) const { return run_(what); }
  const sim::run_function& run() const noexcept { return run_; }
  /// The flags of `kv sim ...` that lead to the same runs.
  std::vector<std::string> arguments() const;
  /// The line of the shell that repeats a run, in the same folder.
  std::string replay_command(std::uint64_t seed) const;
  /// The same for fewer nodes and a plan in a file.
  std::string replay_command(std::uint64_t seed, std::size_t nodes, const std::string& plan) const;

 private:
  std::vector<std::string> size(std::size_t nodes) const;
  std::string replay_with(std::uint64_t seed, const std::vector<std::string>& size_and_plan) const;

  sim::scenario pattern_;
  sim::run_function run_;
  std::string program_; // as it was typed
  std::string like_;
  std::size_t nodes_of_file_ = 0;
  std::vector<std::string> common_, size_and_plan_;
};

} // namespace carrick::tools
