#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/application/exhibit.hpp>
#include <carrick/sim/coverage.hpp>
#include <carrick/sim/fault_plan.hpp>
#include <carrick/sim/timeline.hpp>
#include <carrick/sim/trace.hpp>
#include <carrick/sim/turn_priorities.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// An invariant that did not hold.
struct violation {
  std::string invariant; ///< "I2"
  std::string text;      ///< what was seen, with node and numbers
  duration at{};
};

/// What a simulated run was.
struct outcome {
  std::uint64_t seed = 0;
  std::uint64_t trace_hash = 0;
  std::size_t nodes = 0;
  /// Their names, by number; empty where they are "n1", "n2", ...
  std::vector<std::string> names{};
  duration elapsed{}; ///< virtual
  std::uint64_t events = 0, deliveries = 0, faults = 0;
  std::uint64_t requests = 0, posts = 0, items = 0;
  std::optional<violation> found{}; ///< the first
  fault_plan plan{};
  coverage reached{};
  std::vector<trace_line> trace{}; ///< if it was kept
  std::vector<exhibit> exhibits{}; ///< of the application, if something was found
  std::optional<timeline> shown{}; ///< if it was wanted
};

/// One run, by seed. The same scenario gives the same outcome, always.
struct scenario {
  std::uint64_t seed = 1;
  std::size_t nodes = 0; ///< 0: 3 to 9, drawn
  duration length = std::chrono::seconds(120);
  std::optional<fault_plan> plan{};  ///< none: drawn
  std::optional<turn_order> order{}; ///< none: drawn
  duration until = duration::max();  ///< ends the run early: for looking at it
  std::size_t trace_lines = 0;       ///< how many are kept
  bool wants_timeline = false;       ///< for a report
  bool small_limits = true;          ///< options of nodes are drawn, small limits often
  bool watched = true; ///< false: nobody looks at nodes between turns; it is the same run
};

} // namespace carrick::sim
