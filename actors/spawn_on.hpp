#pragma once

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_host.hpp>
#include <carrick/actors/loop_unit.hpp>
#include <carrick/core/ensure.hpp>

#include <caf/actor_cast.hpp>
#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>

#include <type_traits>
#include <utility>

namespace carrick {

/// A new actor: its handle, and the object itself for those who live on the same loop, valid as
/// long as a handle is.
template <class T>
struct spawned {
  caf::infer_handle_from_class_t<T> handle;
  T* actor;
};

/// The config with which an actor of `system` starts on `where`.
inline caf::actor_config config_on(caf::actor_system& system, loop& where) {
  loop_host& host = loop_host::of(system);
  ENSURE(&host.on_loops() == &where.owner());
  return caf::actor_config{&host.unit_on(where.index())};
}

/// Starts an actor of class T on `where`, where it stays if it is pinned. Constructed on the
/// calling thread, which may be any.
template <class T, caf::spawn_options Options = caf::no_spawn_options, class... Args>
spawned<T> spawn_on(caf::actor_system& system, loop& where, Args&&... args) {
  caf::actor_config config = config_on(system, where);
  auto handle = system.spawn_class<T, Options>(config, std::forward<Args>(args)...);
  auto* const actor = static_cast<T*>(caf::actor_cast<caf::abstract_actor*>(handle));
  return {std::move(handle), actor};
}

/// The same for a function `behavior f(T* self, args...)`.
template <class Function, class... Args, std::enable_if_t<!std::is_reference_v<Function>, int> = 0>
auto spawn_on(caf::actor_system& system, loop& where, Function function, Args&&... args) {
  caf::actor_config config = config_on(system, where);
  return system.spawn_functor(std::true_type{}, config, function, std::forward<Args>(args)...);
}

} // namespace carrick
