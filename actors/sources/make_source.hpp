#pragma once

#include <carrick/actors/sources/member_source.hpp>
#include <carrick/actors/sources/options.hpp>

#include <memory>

namespace carrick {

class node_home;

/// Null for the static membership, which nobody changes. `events` and `home` outlive it.
std::unique_ptr<member_source> make_source(const source_options& options, node_home& home,
                                           source_events& events);

} // namespace carrick
