#pragma once

#include <carrick/sim/outside/opened_stream.hpp>
#include <carrick/sim/outside/outside_ask.hpp>
#include <carrick/sim/outside/outside_flow.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace carrick::sim {

class ground;

/// What a test has under way at the nodes, kept until those have no use for it. Outlives them.
class open_ends {
 public:
  void keep(std::size_t node, std::shared_ptr<outside_ask> ask);
  /// One that was opened or accepted. Any thread.
  void keep(std::size_t node, std::shared_ptr<outside_flow> flow);
  /// A simulated node is about to be gone without a last word.
  void lost(std::size_t node, const status& why);

 private:
  template <class Kept>
  struct of_node {
    std::size_t node;
    std::shared_ptr<Kept> what;
  };

  std::vector<of_node<outside_ask>> asks_;
  std::mutex mutex_; // guards the rest
  std::vector<of_node<outside_flow>> flows_;
};

/// A stream's end as a test has it: it waits by the ground's time.
std::shared_ptr<stream_end> held_end(ground& at, std::shared_ptr<outside_flow> flow);

} // namespace carrick::sim
