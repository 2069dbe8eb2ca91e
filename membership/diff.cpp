#include <carrick/membership/diff.hpp>

#include <utility>

namespace carrick::membership {
namespace {

using type = member_event::type;

member_event event_of(type what, const member& info) { return {what, info.id, info, 0}; }

member_event gone(member before) {
  before.state = member_state::removed;
  return event_of(type::left, before);
}

/// The version of the application belongs to an incarnation: with a new one it is no change.
bool was_edited(const member& before, const member& after) {
  return before.addresses != after.addresses || before.tags != after.tags ||
    (before.app_version != after.app_version && before.incarnation == after.incarnation);
}

member edited(member before, const member& after) {
  before.addresses = after.addresses;
  before.tags = after.tags;
  if (before.incarnation == after.incarnation) before.app_version = after.app_version;
  return before;
}

bool was_restarted(const member& before, const member& after) {
  return before.incarnation.value != 0 && before.incarnation != after.incarnation;
}

type type_of(member_state state) noexcept {
  switch (state) {
    case member_state::reachable:
      return type::reachable;
    case member_state::suspect:
      return type::suspect;
    case member_state::failed:
      return type::failed;
    case member_state::left:
    case member_state::removed:
      return type::left;
    case member_state::joined:
      break;
  }
  return type::changed;
}

std::vector<member_event> between(const member& before, const member& after) {
  // Its link was forgotten: it was removed and came back.
  if (before.incarnation.value != 0 && after.incarnation.value == 0)
    return {gone(before), event_of(type::joined, after)};
  std::vector<member_event> out;
  if (was_edited(before, after)) out.push_back(event_of(type::changed, edited(before, after)));
  if (was_restarted(before, after))
    out.push_back(event_of(type::restarted, after));
  else if (before.state != after.state)
    out.push_back(event_of(type_of(after.state), after));
  return out;
}

void append(std::vector<member_event>& to, std::vector<member_event> more) {
  for (auto& event : more) to.push_back(std::move(event));
}

} // namespace

std::vector<member_event> diff(const member* before, const member* after) {
  if (before && after) return between(*before, *after);
  if (before) return {gone(*before)};
  if (after) return {event_of(type::joined, *after)};
  return {};
}

std::vector<member_event> diff(const view& before, const view& after) {
  std::vector<member_event> out;
  for (const auto& m : before.members())
    if (!after.find(m.id)) append(out, diff(&m, nullptr));
  for (const auto& m : after.members()) append(out, diff(before.find(m.id), &m));
  auto version = before.version();
  for (auto& event : out) event.version = ++version;
  return out;
}

std::vector<member_event> snapshot(const view& of) {
  std::vector<member_event> out;
  out.reserve(of.members().size());
  for (const auto& m : of.members()) out.push_back({type::snapshot, m.id, m, of.version()});
  return out;
}

} // namespace carrick::membership
