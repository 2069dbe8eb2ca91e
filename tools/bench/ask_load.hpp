#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/tools/bench/load.hpp>

#include <functional>
#include <memory>

namespace carrick::tools::bench {

struct ask_plan {
  message_form form = message_form::text; ///< not raw
  std::size_t bytes = 64;
  std::size_t in_flight = 1; ///< of each actor
  std::size_t actors = 1;
};

/// CAF actors that ask(), on whatever loop they run; `log_of` gives each its own log, which is used
/// by that actor alone. `core` and the logs outlive it.
std::unique_ptr<load> make_ask_load(node_core& core, const peer& to, const ask_plan& plan,
                                    const std::function<load_log&()>& log_of);

} // namespace carrick::tools::bench
