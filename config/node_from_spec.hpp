#pragma once

#include <carrick/actors/loops_options.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/config/cluster_spec.hpp>

#include <vector>

namespace carrick::config {

/// What a node of the file is made from; `log` and `transport` are left to the caller. The node is
/// one of the file's.
node_options node_options_from(const cluster_spec& spec, const node_id& node);
std::vector<actor_options> actor_options_from(const cluster_spec& spec, const node_id& node);
loops_options loops_options_from(const cluster_spec& spec);

/// What a client of the cluster is made from.
node_options client_options_from(const cluster_spec& spec);

} // namespace carrick::config
