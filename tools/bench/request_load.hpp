#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/tools/bench/load.hpp>

#include <memory>

namespace carrick::tools::bench {

struct request_plan {
  message_form form = message_form::raw;
  std::size_t bytes = 64; ///< not of `fields`
  std::size_t in_flight = 1;
  std::size_t callers = 1; ///< senders among whom those in flight are shared
};

/// Requests to the inline handlers of a node, each sent anew by its answer. All on the home loop of
/// this side. `core` and `log` outlive it.
std::unique_ptr<load> make_request_load(node_core& core, const peer& to, const request_plan& plan,
                                        load_log& log);

} // namespace carrick::tools::bench
