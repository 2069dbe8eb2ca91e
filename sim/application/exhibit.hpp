#pragma once

#include <string>
#include <vector>

namespace carrick::sim {

/// What the application shows of a run with a finding.
struct exhibit {
  std::string title;
  std::vector<std::string> lines{};
  std::string picture{}; ///< SVG, shown as it is; empty: none
};

} // namespace carrick::sim
