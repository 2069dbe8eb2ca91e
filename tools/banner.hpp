#pragma once

#include <carrick/config/cluster_spec.hpp>

#include <string>

namespace carrick::tools {

/// "kv-demo  3 nodes  config cluster.toml (hash 4f1c2a90)  transport tcp  plain, loopback only":
/// what `start` and `up` say first. Equal files have equal hashes.
std::string banner_of(const config::cluster_spec& spec, const std::string& file);

} // namespace carrick::tools
