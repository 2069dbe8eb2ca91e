#include <carrick/actors/node_system_config.hpp>
#include <carrick/core/ensure.hpp>

#include <caf/actor_system.hpp>

namespace carrick {

node_core& node_of(caf::actor_system& system) noexcept {
  auto* config = dynamic_cast<const node_system_config*>(&system.config());
  ENSURE(config != nullptr);
  return config->core();
}

} // namespace carrick
