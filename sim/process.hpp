#pragma once

#include <carrick/actors/loops.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/sim/network/network.hpp>
#include <carrick/sim/node_driver.hpp>
#include <carrick/sim/process_transport.hpp>
#include <carrick/sim/trace_logger.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::sim {

/// What a simulated process is made from.
struct process_options {
  std::string host;       ///< its name in the network and in the trace
  std::size_t number = 0; ///< of the node
  std::size_t life = 0;   ///< counts the processes of that node
  loops_options loops;
  log_level log = log_level::info;
  turn_order order = turn_order::drawn;
  bool damage = false; ///< bits of what it sends may be turned
};

/// One life of a simulated node: a `node` on loops of its own, driven by the world, with the
/// simulated network for its transport. A crash or a stop ends it; a restart is another one.
class process {
 public:
  /// `options` lack what is of the simulation, which is set here. `what.loops` may lack its driver.
  process(world& in, network& net, const process_options& what, node_options options,
          const registry& types);
  /// After crash(), or if the node never started.
  ~process();

  carrick::node& node() noexcept { return *node_; }
  node_driver& driver() noexcept { return driver_; }

  status start(const std::vector<actor_options>& actors);
  /// Nothing of it runs again, nor reaches anybody. What its actors held is destroyed;
  /// `deadline_exceeded` names who is alive all the same: then this must never be destroyed.
  status crash();
  void begin_stop(duration grace);
  std::optional<status> stop_further();
  bool stopping() const noexcept { return stopping_; }
  /// Actors of the node that run on threads of their own, which cannot be simulated.
  std::size_t detached_actors();
  /// All that are known, by name.
  std::string actors_text();

 private:
  node_driver driver_;
  trace_logger log_;
  std::shared_ptr<process_transport> transport_;
  std::unique_ptr<loops> loops_;
  std::unique_ptr<carrick::node> node_;
  bool stopping_ = false;
  bool has_system_ = false;
};

} // namespace carrick::sim
