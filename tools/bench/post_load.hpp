#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/tools/bench/load.hpp>

#include <memory>

namespace carrick::tools::bench {

struct post_plan {
  message_form form = message_form::raw; ///< text: `note`, encoded each time
  std::size_t bytes = 64;
};

/// Posts to a node, or its target bulk_name, as long as the dispatcher takes them, then waits for
/// room. On the home loop. `core` and `log` outlive it.
std::unique_ptr<load> make_post_load(node_core& core, const peer& to, const post_plan& plan,
                                     load_log& log);

} // namespace carrick::tools::bench
