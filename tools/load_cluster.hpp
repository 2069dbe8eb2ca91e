#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/load.hpp>
#include <carrick/tools/failure.hpp>
#include <carrick/tools/invocation.hpp>

#include <string>
#include <vector>

namespace carrick::tools {

/// The file that `--config` names, or the positional FILE that overrules it, with profile,
/// environment, `--set` and then `more_sets`, judged against the application's actor types.
config::loaded_file file_to_load(const invocation& at, const std::string& file = {},
                                 const std::vector<std::string>& more_sets = {});
/// What it says.
config::loaded load_cluster(const invocation& at, const std::string& file = {},
                            const std::vector<std::string>& more_sets = {});
/// The same, or a failure that shows every finding with its place.
outcome<config::cluster_spec> load_cluster_or_fail(const invocation& at,
                                                   const std::string& file = {},
                                                   const std::vector<std::string>& more_sets = {});

/// "cluster.toml:3:1: unknown key "porrt"; did you mean "port"?": one finding is the message, more
/// are hints below a count.
failure failure_of(const std::vector<config::finding>& findings, const std::string& file);

/// The file that load_cluster() reads.
const std::string& cluster_file(const invocation& at, const std::string& file);

} // namespace carrick::tools
