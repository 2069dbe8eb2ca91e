#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/tools/bench/load.hpp>

#include <memory>

namespace carrick::tools::bench {

struct exchange_plan {
  message_form form = message_form::raw; ///< text: CAF actors at both ends
  std::uint64_t items = 100'000;         ///< each way
  std::size_t bytes = 64;                ///< of an item
};

/// One stream after the other, on each of which both sides send that many items as fast as their
/// credit allows. An item that comes back counts as answered. `core` and `log` outlive it.
std::unique_ptr<load> make_exchange_load(node_core& core, const peer& to, const exchange_plan& plan,
                                         load_log& log);

} // namespace carrick::tools::bench
