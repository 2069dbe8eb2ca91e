#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/membership/update.hpp>

namespace carrick::config {

/// The static membership that the file names: every node, with the address at which others dial it.
membership::update members_of(const cluster_spec& spec);

} // namespace carrick::config
