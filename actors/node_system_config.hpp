#pragma once

#include <carrick/actors/fwd.hpp>

#include <caf/actor_system_config.hpp>

namespace carrick {

/// The config of a node's actor system: how an actor finds its node.
class node_system_config : public caf::actor_system_config {
 public:
  /// `core` outlives the system.
  explicit node_system_config(node_core& core) : core_(core) {}

  node_core& core() const noexcept { return core_; }

 private:
  node_core& core_;
};

/// The node that `system` was made for; systems of ours only.
node_core& node_of(caf::actor_system& system) noexcept;

} // namespace carrick
