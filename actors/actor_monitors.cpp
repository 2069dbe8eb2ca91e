#include <carrick/actors/actor.hpp>

#include <carrick/actors/actor_parts.hpp>
#include <carrick/actors/node_core.hpp>

namespace carrick {

void actor_base::monitor(const peer& node, std::string_view actor, const monitor_options& options) {
  monitored_actor of{node ? node.id() : node_id{}, std::string{actor}};
  auto [known, is_new] = parts_->monitors.try_emplace(of);
  if (!is_new) return;
  known->second = (sender_ << 32) | ++parts_->monitors_made;
  core_.monitor(*this, known->second, of, options);
}

void actor_base::demonitor(const peer& node, std::string_view actor) {
  auto known = parts_->monitors.extract({node ? node.id() : node_id{}, std::string{actor}});
  if (!known.empty()) core_.drop_monitors({known.mapped()});
}

void actor_base::monitor_down(std::uint64_t number, down_event what, bool lasts) {
  auto known = parts_->monitors.find({what.node, what.actor});
  if (known == parts_->monitors.end() || known->second != number) return; // demonitored meanwhile
  if (!lasts) parts_->monitors.erase(known);
  deliver_event(std::move(what));
}

void actor_base::monitor_up(std::uint64_t number, up_event what) {
  auto known = parts_->monitors.find({what.node, what.actor});
  if (known != parts_->monitors.end() && known->second == number) deliver_event(std::move(what));
}

template <class Event>
void actor_base::deliver_event(Event what) {
  auto message = caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(what));
  if (hosted::consume(*message) == caf::invoke_message_result::skipped)
    push_to_cache(std::move(message));
}

void actor_base::drop_monitors() {
  if (parts_->monitors.empty()) return;
  std::vector<std::uint64_t> numbers;
  for (const auto& [of, number] : std::exchange(parts_->monitors, {})) numbers.push_back(number);
  core_.drop_monitors(std::move(numbers));
}

} // namespace carrick
