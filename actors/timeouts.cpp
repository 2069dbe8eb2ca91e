#include <carrick/actors/timeouts.hpp>

namespace carrick {

void timeouts::set(time_point due, timeout what, dead_ones& dead) {
  const auto [name, is_new] = names_.try_emplace(what.key);
  if (!is_new) return move(name, due, std::move(what), dead);
  name->second = schedule_.emplace_hint(schedule_.end(), position{due, ++set_}, std::move(what));
}

// Actors with a receive timeout set it anew after each message: the node is reused.
void timeouts::move(names::iterator name, time_point due, timeout what, dead_ones& dead) {
  auto node = schedule_.extract(name->second);
  std::swap(node.mapped(), what);
  dead.push_back(std::move(what));
  node.key() = {due, ++set_};
  name->second = schedule_.insert(schedule_.end(), std::move(node));
}

timeouts::names::iterator timeouts::drop(names::iterator name, dead_ones& dead) {
  dead.push_back(std::move(name->second->second));
  schedule_.erase(name->second);
  return names_.erase(name);
}

void timeouts::cancel(const timeout_key& which, dead_ones& dead) {
  const auto name = names_.find(which);
  if (name != names_.end()) drop(name, dead);
}

void timeouts::cancel_actor(caf::actor_id actor, dead_ones& dead) {
  auto name = names_.lower_bound(timeout_key{actor, timeout_kind{}, 0, 0});
  while (name != names_.end() && name->first.actor == actor) name = drop(name, dead);
}

void timeouts::cancel_all(dead_ones& dead) {
  while (!names_.empty()) drop(names_.begin(), dead);
}

void timeouts::take_due(time_point now, std::size_t count_max, std::vector<timeout>& due) {
  for (std::size_t i = 0; i < count_max && next() <= now; ++i)
    drop(names_.find(schedule_.begin()->second.key), due);
}

} // namespace carrick
