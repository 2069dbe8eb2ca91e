#pragma once

#include "../support/program.hpp"
#include "settings.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace carrick::bench {

/// What a process full of nodes is told and tells.
struct peers_board {
  std::atomic<std::uint16_t> hub_port{0};
  std::atomic<std::size_t> wanted{0}; ///< nodes, each linked with the hub
};

/// Nodes "p0", "p1", ... in this process, each with one link, to the hub: as many as are wanted.
[[noreturn]] void run_peers(const options& asked, peers_board& shared);
/// The members that they are to the hub, which cannot dial them, from `first` on.
std::vector<member_options> peer_members(std::size_t count);

/// One request in flight on each of `--count` links of the driving process.
void serve_peers(const options& asked, board& shared);
void ask_peers(const options& asked, board& shared);

} // namespace carrick::bench
