#include <carrick/tools/log_levels.hpp>

#include <algorithm>

namespace carrick::tools {

log_levels::log_levels(std::map<std::string, log_level> by_component)
    : by_component_(by_component.begin(), by_component.end()) {
  if (auto found = by_component_.find("default"); found != by_component_.end())
    default_ = found->second;
  lowest_ = default_;
  for (const auto& [component, level] : by_component_) lowest_ = std::min(lowest_, level);
}

bool log_levels::enabled(log_level level, std::string_view component) const noexcept {
  auto found = by_component_.find(component);
  return level >= (found == by_component_.end() ? default_ : found->second);
}

} // namespace carrick::tools
