#pragma once

#include <carrick/actors/loops_options.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/load.hpp>

#include <vector>

namespace carrick::config {

/// What a node of the file is made from, with the file's nodes as members for ever; `log` and
/// `transport` are left to the caller. The node is one of the file's.
node_options node_options_from(const cluster_spec& spec, const node_id& node);
/// The same, with members from where the file says. `file` is what was loaded, and how: for members
/// that are read from it again.
node_options node_options_from(const cluster_spec& spec, const node_id& node,
                               const loaded_file& file);
std::vector<actor_options> actor_options_from(const cluster_spec& spec, const node_id& node);
loops_options loops_options_from(const cluster_spec& spec);

/// What a client of the cluster is made from.
node_options client_options_from(const cluster_spec& spec);

} // namespace carrick::config
