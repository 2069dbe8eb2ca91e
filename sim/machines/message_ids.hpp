#pragma once

#include <carrick/sim/draws.hpp>
#include <carrick/sim/machines/machine_node.hpp>

#include <cstdint>
#include <string>

namespace carrick::sim {

namespace message_ids {
inline constexpr std::uint32_t request = 1;
inline constexpr std::uint32_t post = 2;
inline constexpr std::uint32_t stream = 3;
} // namespace message_ids

inline std::string process_text(const process_id& p) {
  return std::to_string(p.node) + "." + std::to_string(p.incarnation);
}

/// Any but itself.
inline std::size_t other_node(draws& from, const machine_node& self) {
  auto nodes = self.on_nodes();
  return (self.index() + 1 + from.below(nodes - 1)) % nodes;
}

} // namespace carrick::sim
