#pragma once

#include <carrick/membership/member.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>

namespace carrick {

/// A subscriber gets one `snapshot` event for every member, then deltas, in the order in which
/// they happened: what it saw always adds up to the view of `version`.
struct member_event {
  enum class type : unsigned char {
    snapshot,  ///< part of the first picture: this member is there, in this state
    joined,    ///< a new member
    left,      ///< said goodbye (state `left`), or is no longer a member (state `removed`)
    suspect,   ///< its link is silent or broken
    failed,    ///< no link for `fail_after`
    reachable, ///< its link is up, for the first time or again
    restarted, ///< its link is up, and it is another process: what the old one knew is lost
    changed,   ///< addresses, tags or version of the application
  };

  type what = type::snapshot;
  node_id node;
  member info;               ///< as it is after the event
  std::uint64_t version = 0; ///< of the view after the event

  friend bool operator==(const member_event&, const member_event&) = default;
};

/// "snapshot", "joined", ...
std::string_view name_of(member_event::type type) noexcept;
/// The inverse; false when there is no such type.
bool parse_member_event_type(std::string_view name, member_event::type& out) noexcept;
/// "restarted n2 (reachable, 10.0.0.2:7101)": for logs and tests.
std::string to_string(const member_event& event);
std::ostream& operator<<(std::ostream& out, const member_event& event);

} // namespace carrick
