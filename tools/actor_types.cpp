#include <carrick/tools/actor_types.hpp>

#include <carrick/actors/registry.hpp>

namespace carrick::tools {

std::vector<config::known_actor_type> actor_types_of(const registry& types) {
  std::vector<config::known_actor_type> out;
  for (const auto& type : types.actor_types()) out.push_back({type.name, type.check_options});
  return out;
}

} // namespace carrick::tools
