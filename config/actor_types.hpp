#pragma once

#include <carrick/serialization/value_reader.hpp>

#include <functional>
#include <string>
#include <vector>

namespace carrick::config {

/// An actor type of this program, as far as the configuration must know it.
struct known_actor_type {
  std::string name;
  /// What is wrong with a table of options; none: the type takes no options.
  std::function<std::vector<value_finding>(value_source&)> check_options;
};

} // namespace carrick::config
