#pragma once

#include <carrick/actors/client.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/config/cluster_spec.hpp>

#include <string>
#include <vector>

namespace carrick::tools {

/// What a node of this process would answer to `members`: asked as any client would ask it.
class own_view {
 public:
  own_view(const node& of, const config::cluster_spec& spec, const registry& types);

  /// What is wrong with the source of the members, and the members without a link, each "n2:
  /// connection refused by 127.0.0.1:7102 (3.0 s)".
  std::vector<std::string> missing();

 private:
  std::string self_;
  client client_;
};

} // namespace carrick::tools
