#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/core/ids.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::sim {

/// The nodes of a run, each with its own actors and options, numbered.
struct simulated_nodes {
  config::cluster_spec spec;
  std::vector<node_id> order; ///< by number
};

/// The first `count` nodes of the file, by length and letters of their names. Those beyond them are
/// further ones like `like`, which is one of the file's, or like its last; they have names of their
/// own ("n4"), and come last, so that fewer nodes are without them first.
simulated_nodes nodes_of_run(const config::cluster_spec& file, std::size_t count,
                             std::string_view like);

/// Their names if they are others than "n1", "n2", ..., which is what findings and plans say.
std::vector<std::string> names_unless_numbered(const std::vector<node_id>& order);

} // namespace carrick::sim
