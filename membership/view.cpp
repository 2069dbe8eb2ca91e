#include <carrick/membership/view.hpp>

#include <algorithm>

namespace carrick::membership {
namespace {

auto place_of(auto& members, const node_id& id) {
  return std::lower_bound(members.begin(), members.end(), id,
                          [](const member& m, const node_id& wanted) { return m.id < wanted; });
}

} // namespace

const member* view::find(const node_id& id) const noexcept {
  auto at = place_of(members_, id);
  return at != members_.end() && at->id == id ? &*at : nullptr;
}

std::size_t view::count(member_state state) const noexcept {
  return static_cast<std::size_t>(std::count_if(
    members_.begin(), members_.end(), [state](const member& m) { return m.state == state; }));
}

void view::put(member m) {
  auto at = place_of(members_, m.id);
  if (at != members_.end() && at->id == m.id)
    *at = std::move(m);
  else
    members_.insert(at, std::move(m));
}

void view::erase(const node_id& id) {
  auto at = place_of(members_, id);
  if (at != members_.end() && at->id == id) members_.erase(at);
}

} // namespace carrick::membership
