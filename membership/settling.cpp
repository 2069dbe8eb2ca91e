#include <carrick/membership/settling.hpp>

#include <carrick/core/host_port.hpp>

#include <algorithm>

namespace carrick::membership {
namespace {

constexpr unsigned doublings_max = 5;

std::map<node_id, configured_member> by_id(const update& list) {
  std::map<node_id, configured_member> out;
  for (const auto& m : list) out.emplace(m.id, m);
  return out;
}

} // namespace

settling::settling(const update& in_force, duration settle)
    : settle_(settle), in_force_(by_id(in_force)) {}

status settling::offer(const update& list, time_point now) {
  if (auto s = check(list); !s) return s;
  offered_ = by_id(list);
  std::erase_if(gone_since_, [&](const auto& gone) { return offered_->contains(gone.first); });
  for (const auto& [id, m] : in_force_)
    if (!offered_->contains(id)) gone_since_.try_emplace(id, now);
  if (!contradicts())
    contradicts_since_ = never;
  else if (contradicts_since_ == never)
    contradicts_since_ = now;
  return {};
}

void settling::lost() noexcept {
  offered_.reset();
  gone_since_.clear();
  contradicts_since_ = never;
}

bool settling::contradicts() const {
  std::map<std::string, const node_id*> owners;
  for (const auto& [id, m] : in_force_)
    for (const auto& address : m.addresses) owners.emplace(usual_address(address), &id);
  for (const auto& [id, m] : *offered_)
    for (const auto& address : m.addresses)
      if (auto owner = owners.find(usual_address(address));
          owner != owners.end() && *owner->second != id)
        return true;
  return false;
}

std::optional<update> settling::next(time_point now) {
  if (!offered_) return std::nullopt;
  forget_flaps(now);
  bool changed = false;
  if (contradicts_since_ != never) {
    changed = take_whole(now);
  } else {
    changed = take_additions(now);
    changed |= take_removals(now);
  }
  if (!changed) return std::nullopt;
  return in_force();
}

update settling::in_force() const {
  update out;
  for (const auto& [id, m] : in_force_) out.push_back(m);
  return out;
}

bool settling::take_whole(time_point now) {
  if (now < contradicts_since_ + settle_) return false;
  for (const auto& [id, since] : gone_since_) note_removal(id, now);
  for (const auto& [id, m] : *offered_)
    if (!in_force_.contains(id)) note_return(id, now);
  in_force_ = *offered_;
  gone_since_.clear();
  contradicts_since_ = never;
  return true;
}

bool settling::take_additions(time_point now) {
  bool changed = false;
  for (const auto& [id, m] : *offered_) {
    auto [at, is_new] = in_force_.try_emplace(id, m);
    if (is_new) note_return(id, now);
    if (!is_new && at->second == m) continue;
    at->second = m;
    changed = true;
  }
  return changed;
}

bool settling::take_removals(time_point now) {
  return std::erase_if(gone_since_, [&](const auto& gone) {
           const auto& [id, since] = gone;
           if (now < since + hold_of(id)) return false;
           in_force_.erase(id);
           note_removal(id, now);
           return true;
         }) > 0;
}

time_point settling::next_deadline() const noexcept {
  if (contradicts_since_ != never) return contradicts_since_ + settle_;
  time_point first = never;
  for (const auto& [id, since] : gone_since_) first = std::min(first, since + hold_of(id));
  return first;
}

// -- flapping -------------------------------------------------------------------------------------

duration settling::hold_of(const node_id& id) const {
  auto known = flaps_.find(id);
  unsigned returns = known == flaps_.end() ? 0 : known->second.returns;
  return settle_ * (1u << std::min(returns, doublings_max));
}

void settling::note_return(const node_id& id, time_point now) {
  auto known = flaps_.find(id);
  if (known == flaps_.end()) return;
  ++known->second.returns;
  known->second.forget_at = now + limits::flap_memory;
}

void settling::note_removal(const node_id& id, time_point now) {
  if (flaps_.size() >= limits::flaps_remembered && !flaps_.contains(id)) return;
  flaps_[id].forget_at = now + limits::flap_memory;
}

void settling::forget_flaps(time_point now) {
  std::erase_if(flaps_, [&](const auto& each) { return each.second.forget_at <= now; });
}

} // namespace carrick::membership
