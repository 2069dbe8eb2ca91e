#pragma once

#include <carrick/core/log.hpp>

#include <map>
#include <string>
#include <string_view>

namespace carrick::tools {

/// From which level on a component's lines are written. Made once, then read by any thread.
class log_levels {
 public:
  /// "default" holds for components without a level of their own.
  explicit log_levels(std::map<std::string, log_level> by_component);

  bool enabled(log_level level, std::string_view component) const noexcept;
  /// For some component.
  bool enabled(log_level level) const noexcept { return level >= lowest_; }

 private:
  std::map<std::string, log_level, std::less<>> by_component_;
  log_level default_ = log_level::info;
  log_level lowest_ = log_level::info;
};

} // namespace carrick::tools
