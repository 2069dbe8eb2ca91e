#pragma once

#include <carrick/membership/member.hpp>

#include <cstdint>
#include <vector>

namespace carrick::membership {

/// Who is in the cluster, as one node sees it: a value. Members are sorted by id and unique.
class view {
 public:
  /// Grows with every event; 0 is the view before the first member. Not comparable between nodes.
  std::uint64_t version() const noexcept { return version_; }
  const std::vector<member>& members() const noexcept { return members_; }
  /// Null when there is no such member. Valid until the view changes.
  const member* find(const node_id& id) const noexcept;
  std::size_t count(member_state state) const noexcept;

  void set_version(std::uint64_t version) noexcept { version_ = version; }
  /// Adds the member, or replaces the one with its id.
  void put(member m);
  void erase(const node_id& id);

  friend bool operator==(const view&, const view&) = default;

 private:
  std::uint64_t version_ = 0;
  std::vector<member> members_;
};

} // namespace carrick::membership
