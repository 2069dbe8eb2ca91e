#pragma once

#include <carrick/core/ids.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace carrick {

/// What this node knows of a member. Each node judges by its own links: two nodes may differ.
enum class member_state : unsigned char {
  joined,    ///< a member; no link to it yet
  reachable, ///< the link is up
  suspect,   ///< the link is silent or broken, for less than `fail_after`
  failed,    ///< no link for `fail_after`
  left,      ///< said goodbye; still configured, so it may come back
  removed,   ///< no longer configured; seen in the last event of a member, never in a view
};

/// "joined", "reachable", ...
std::string_view name_of(member_state state) noexcept;

/// A member of the cluster. Without addresses it cannot be dialed: it dials us.
struct member {
  node_id id;
  std::vector<std::string> addresses;      ///< for others to dial, best first
  carrick::incarnation incarnation;        ///< of its last link; 0 before the first
  std::map<std::string, std::string> tags; ///< from the source of the membership
  member_state state = member_state::joined;
  std::string app_version; ///< as its last link said; empty before the first

  friend bool operator==(const member&, const member&) = default;
};

} // namespace carrick
