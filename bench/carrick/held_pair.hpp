#pragma once

#include "memory.hpp"
#include "two_nodes.hpp"

#include "../support/processes.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace carrick::bench {

/// What the two processes of a memory measurement share.
struct pair_board {
  std::atomic<std::uint16_t> port{0};
  heap_question server;
};

/// A server in a child and a caller in this process, linked, with accounts of both heaps.
class held_pair {
 public:
  /// Before any thread.
  explicit held_pair(const options& asked);

  node_core& core() noexcept { return caller_->node.core(); }
  peer server() { return caller_->node.find("server"); }
  /// Bytes of this side and of the other, when both have come to rest.
  struct heaps {
    std::size_t caller = 0, server = 0;
  };
  heaps at_rest();
  /// The other process is gone.
  void end_server() { all_.kill_children(); }

 private:
  pair_board& shared_;
  processes all_;
  std::unique_ptr<bench_side> caller_;
};

} // namespace carrick::bench
