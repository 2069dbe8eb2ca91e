#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/status.hpp>

#include <map>
#include <string>
#include <vector>

namespace carrick::membership {

/// A member as a source knows it, whatever the source is: a file, etcd, DNS, a program.
struct configured_member {
  node_id id;
  std::vector<std::string> addresses; ///< "host:port", best first; empty: it can only dial us
  std::map<std::string, std::string> tags;

  friend bool operator==(const configured_member&, const configured_member&) = default;
};

/// The whole list that a source gives, in any order.
using update = std::vector<configured_member>;

/// `invalid_argument`, naming the members, for a list that cannot be right: empty, an empty or
/// repeated id, an empty address, one address for two members.
status check(const update& members);

} // namespace carrick::membership
