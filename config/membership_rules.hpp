#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/finding.hpp>

#include <string>
#include <string_view>

namespace carrick::config {

/// "host:port" of "http://host:port"; else empty, and `why` and `hint` say what is wrong.
std::string etcd_address(std::string_view endpoint, std::string& why, std::string& hint);

/// What the provider of the members needs and what its keys may be. `file` is where the missing
/// would stand.
void check_membership(const cluster_spec& spec, const origin& file, report& to);

} // namespace carrick::config
