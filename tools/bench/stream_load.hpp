#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/tools/bench/load.hpp>

#include <memory>

namespace carrick::tools::bench {

struct stream_plan {
  std::size_t streams = 1;
  std::size_t in_flight = 1; ///< items, at most one a stream
  std::size_t bytes = 64;    ///< of an item
};

/// Many raw streams to a node that echoes their items, open all the time, used in turn. An item
/// that comes back counts as answered.
class stream_load : public load {
 public:
  /// Opens all of them and waits until the last one answers.
  virtual void open() = 0;
};

/// On the home loop of this side. `core` and `log` outlive it.
std::unique_ptr<stream_load> make_stream_load(node_core& core, const peer& to,
                                              const stream_plan& plan, load_log& log);

} // namespace carrick::tools::bench
