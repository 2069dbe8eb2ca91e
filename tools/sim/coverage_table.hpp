#pragma once

#include <carrick/serialization/message.hpp>
#include <carrick/sim/coverage.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace carrick::tools {

/// How many seeds of an exploration have reached one combination.
struct coverage_line {
  std::string fault;
  std::string how;  ///< "struck" in what was under way, "beside" another fault, "aimed" at a moment
  std::string with; ///< what was under way, a fault, a moment
  std::uint64_t seeds = 0;
  CARRICK_POST(coverage_line, "carrick.tool.sim_coverage", fault, how, with, seeds)
};

/// Which combinations of faults with something else the seeds of an exploration have reached.
class coverage_table {
 public:
  void add(const sim::coverage& of_a_seed);

  bool empty() const noexcept { return reached(0, sim::coverage::size) == 0; }
  /// A sentence: how many of them, and how likely the next seed reaches one that none has.
  std::string summary() const;
  /// Seeds by fault and what was under way, by fault and what it was aimed at, and the pairs of
  /// faults that were seldom together.
  std::string text(bool color) const;
  /// All, those that were not reached too.
  std::vector<coverage_line> lines() const;

 private:
  std::string seldom_together(bool color) const;
  std::size_t reached(std::size_t from, std::size_t to) const noexcept;

  std::uint64_t seeds_ = 0;
  std::array<std::uint64_t, sim::coverage::size> by_number_{}; // of seeds
};

} // namespace carrick::tools
