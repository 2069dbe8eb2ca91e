#pragma once

#include <carrick/config/finding.hpp>
#include <carrick/sim/fault_plan.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace carrick::sim {

/// A plan as TOML, which parse_plan() reads back to the same plan (docs/simulation.md, section 7).
std::string print(const fault_plan& plan);

/// The plan that a text stands for, or everything that is wrong with it. `name` is what findings
/// call the text; nodes beyond `nodes` are findings.
std::variant<fault_plan, std::vector<config::finding>> parse_plan(std::string_view text,
                                                                  const std::string& name,
                                                                  std::size_t nodes);

} // namespace carrick::sim
