#include <carrick/actors/roster.hpp>

#include <carrick/actors/loop_host.hpp>

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>

#include <utility>

namespace carrick {

void roster::add(std::uint64_t id, std::string name) {
  const std::lock_guard guard(mutex_);
  names_.insert_or_assign(id, std::move(name));
}

void roster::remove(std::uint64_t id) {
  const std::lock_guard guard(mutex_);
  names_.erase(id);
}

std::vector<actor_entry> roster::entries() const {
  const std::lock_guard guard(mutex_);
  std::vector<actor_entry> result;
  for (const auto& [id, name] : names_) result.push_back({id, name});
  return result;
}

std::size_t running_count(caf::actor_system& system) { return system.registry().running(); }

running_actors_report running_actors(caf::actor_system& system) {
  return {running_count(system), loop_host::of(system).actors().entries()};
}

std::string to_string(const running_actors_report& report) {
  if (report.count == 0) return "no actor runs";
  std::string text = std::to_string(report.count);
  text += report.count == 1 ? " actor still runs:" : " actors still run:";
  const char* separator = " ";
  for (const actor_entry& each : report.known) {
    text += separator + each.name + " (" + std::to_string(each.id) + ")";
    separator = ", ";
  }
  if (report.count > report.known.size()) {
    text += report.known.empty() ? " " : " and ";
    text += std::to_string(report.count - report.known.size()) + " without a name";
  }
  return text;
}

} // namespace carrick
