#pragma once

#include <carrick/actors/registry.hpp>
#include <carrick/sim/observation.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>

namespace carrick::sim {

/// What the probers of a run share: whom they tell what they see, and how they count.
struct prober_run {
  world& in;
  observer& told;
  std::size_t nodes = 0;
  duration ask_every{}, post_every{}; ///< means, of one prober
  std::uint64_t requests = 0, posts = 0;
  std::map<process_id, std::uint64_t> open{}; ///< requests without a verdict
  std::set<process_id> gone{};                ///< what they do no longer counts
  bool calm = false;                          ///< nothing new is begun
};

/// The name of the prober on each node.
inline constexpr std::string_view prober_name = "carrick-prober";
inline constexpr std::string_view prober_type = "carrick.sim.prober";

/// Adds an actor that asks and posts to its like on all nodes "n1", "n2", ..., and observes what it
/// sends and gets. `run` outlives all nodes.
void add_prober(registry& types, prober_run& run);

} // namespace carrick::sim
