#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/tools/failure.hpp>

#include <string>
#include <vector>

namespace carrick::tools {

/// Texts for `--set` that give the nodes free ports at the hosts they listen on: all nodes if
/// `all`, else those of port 0, which nobody could dial. The ports lie below the kernel's range for
/// outgoing connections, so that no connection takes one before its node starts.
outcome<std::vector<std::string>> sets_for_free_ports(const config::cluster_spec& spec, bool all);

} // namespace carrick::tools
