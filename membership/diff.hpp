#pragma once

#include <carrick/membership/event.hpp>
#include <carrick/membership/view.hpp>

#include <vector>

namespace carrick::membership {

/// What turns one view into the other, always in the same order: members that are gone, then the
/// others, each by id; of one member `changed` comes before what happened to its link. Versions
/// count on from `before`, one an event.
std::vector<member_event> diff(const view& before, const view& after);

/// The same for one member; null means that it is not there. At most two events, without version.
std::vector<member_event> diff(const member* before, const member* after);

/// The view as a subscriber gets it first: one `snapshot` event a member, by id.
std::vector<member_event> snapshot(const view& of);

} // namespace carrick::membership
