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
  static inline const std::vector<std::string> levels{"nodes", "machines"};

  std::size_t level = 0;   ///< of `levels`
  std::uint64_t nodes = 0; ///< 0: as the file says, or drawn
  duration length = std::chrono::seconds(60);
  /// A plan of faults grows with the length.
  static constexpr duration length_max = std::chrono::hours(24);
  std::string plan_file; ///< TOML; empty: drawn from each seed
  bool calm = false;     ///< no faults at all
};

/// Runs scenarios of one level, for the actors of the application and the cluster of its file.
class simulator {
 public:
  /// Reads the files. At level `nodes` the application's cluster file is needed.
  static outcome<simulator> make(const invocation& at, const sim_options& options);

  sim::scenario scenario_of(std::uint64_t seed) const;
  sim::outcome run(const sim::scenario& what) const { return run_(what); }
  const sim::run_function& run() const noexcept { return run_; }
  /// The options of `kv sim ...` that lead to the same runs.
  const std::vector<std::string>& arguments() const noexcept { return arguments_; }
  /// The line of the shell that repeats a run.
  std::string replay_command(const std::string& program, std::uint64_t seed) const;

 private:
  sim::scenario pattern_;
  sim::run_function run_;
  std::vector<std::string> arguments_;
};

} // namespace carrick::tools
