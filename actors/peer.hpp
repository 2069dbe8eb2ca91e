#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/core/ids.hpp>

#include <string>
#include <string_view>

namespace carrick {

/// Names a node, or an actor on it, for ask, post and open. A small value: copy it freely. Valid as
/// long as the node that made it; naming a node that is no member is no error until it is used
/// (then `not_found`).
class peer {
 public:
  peer() = default;
  peer(node_core& core, peer_record& record) : core_(&core), record_(&record) {}

  /// The actor of that name on the same node.
  peer at(std::string_view actor) const;

  /// False for a default-constructed peer.
  explicit operator bool() const noexcept { return record_ != nullptr; }
  const node_id& id() const noexcept;
  std::uint32_t target() const noexcept { return target_; }

  node_core& core() const noexcept { return *core_; }
  peer_record& record() const noexcept { return *record_; }

  friend bool operator==(const peer&, const peer&) = default;

 private:
  node_core* core_ = nullptr;
  peer_record* record_ = nullptr;
  std::uint32_t target_ = 0; ///< 0: the node, or the one actor there that serves the message
};

} // namespace carrick
