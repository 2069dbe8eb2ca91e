#pragma once

#include <carrick/actors/sources/options.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/load.hpp>

namespace carrick::config {

/// Where the members of that node come from, by [membership].
source_options source_options_from(const cluster_spec& spec, const node_id& node,
                                   const loaded_file& file);

/// The nodes of the file are not the members: etcd, DNS or a program names them.
bool membership_is_elsewhere(const cluster_spec& spec) noexcept;

} // namespace carrick::config
