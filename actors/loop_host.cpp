#include <carrick/actors/loop_host.hpp>

#include <carrick/core/ensure.hpp>

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace carrick {

loop_host& loop_host::of(caf::actor_system& system) noexcept {
  auto* const host = dynamic_cast<loop_host*>(&system.scheduler());
  ENSURE(host != nullptr);
  return *host;
}

} // namespace carrick
