#include <carrick/sim/machines/machine_strangers.hpp>

#include <carrick/sim/machines/machine_link.hpp>
#include <carrick/sim/machines/machine_node.hpp>

#include <algorithm>

namespace carrick::sim {

machine_strangers::machine_strangers(machine_node& of)
    : node_(of), table_(of.options().strangers) {}

bool machine_strangers::welcome() const noexcept { return node_.options().strangers.links_max > 0; }

machine_link* machine_strangers::link_of(const node_id& stranger) const {
  for (const auto& [which, link] : links_)
    if (link->machine() != nullptr && link->machine()->terms().peer.node == stranger) return link;
  return nullptr;
}

void machine_strangers::add(machine_link& link) {
  const auto& node = link.machine()->terms().peer.node;
  link.machine()->be_tentative(node_.options().tentative, node.text() + " is no member");
  auto added = table_.add(node, node_.now());
  links_[added.link] = &link;
  if (added.replaced) close(*added.replaced);
  if (added.evicted) close(*added.evicted);
}

void machine_strangers::ended(const machine_link& link) {
  auto at = std::find_if(links_.begin(), links_.end(),
                         [&](const auto& each) { return each.second == &link; });
  if (at == links_.end()) return;
  table_.ended(at->first);
  links_.erase(at);
}

auto machine_strangers::admit(const node_id& id) -> std::optional<admitted> {
  auto known = table_.take(id);
  if (!known) return {};
  admitted out{std::move(known->posts), nullptr};
  if (known->link)
    if (auto at = links_.extract(*known->link)) out.link = at.mapped();
  return out;
}

void machine_strangers::turn(time_point now) {
  while (auto which = table_.expired(now)) close(*which);
}

void machine_strangers::close(number which) {
  if (auto at = links_.extract(which)) at.mapped()->abort(code::refused, "no member");
}

} // namespace carrick::sim
