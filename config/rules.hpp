#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/finding.hpp>

namespace carrick::config {

/// What a key alone cannot show: what is missing, what contradicts another key. `file` is where
/// the missing would stand.
void check_rules(const cluster_spec& spec, const origin& file, report& to);

} // namespace carrick::config
