#pragma once

#include <carrick/tools/failure.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace carrick::tools {

/// Whom a command talks to: NODE or NODE/ACTOR.
struct target {
  std::string node;
  std::string actor; ///< empty: the node, or the one actor there that serves the message

  /// "n1/store", as client takes it.
  std::string text() const { return actor.empty() ? node : node + "/" + actor; }
};

/// `not_found` with the near names if the node is none of `nodes`.
outcome<target> parse_target(std::string_view text, const std::vector<std::string>& nodes);

} // namespace carrick::tools
