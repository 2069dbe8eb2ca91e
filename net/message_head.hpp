#pragma once

#include <carrick/core/ids.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carrick::net {

/// Where a message goes and who sends it.
struct message_head {
  endpoint to;
  /// Any number that tells this node's senders apart; pairs of (sender, target) keep their order.
  std::uint64_t sender = 0;
  bool urgent = false;
};

/// Messages with the same sender and target keep their order.
struct message_pair {
  std::uint64_t sender = 0;
  std::uint32_t target = 0;
  friend auto operator<=>(const message_pair&, const message_pair&) = default;
};

inline message_pair pair_of(const message_head& head) noexcept {
  return {head.sender, head.to.target};
}

} // namespace carrick::net

template <>
struct std::hash<carrick::net::message_pair> {
  std::size_t operator()(const carrick::net::message_pair& p) const noexcept {
    return static_cast<std::size_t>((p.sender * 0x9e3779b97f4a7c15ull) ^ p.target);
  }
};
