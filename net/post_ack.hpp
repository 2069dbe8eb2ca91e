#pragma once

#include <carrick/core/status.hpp>
#include <carrick/net/link.hpp>

#include <array>

namespace carrick::net {

/// What a `post_ack` frame says, as totals since the link began (docs/protocol.md, section 5).
struct post_ack {
  std::array<std::uint64_t, post_lanes> taken_over{};
  std::uint64_t consumed_bytes = 0;
  std::array<std::uint64_t, code_count> refused{}; ///< by code
};

inline constexpr std::size_t post_ack_bytes_max = (post_lanes + 1) * 8 + 1 + code_count * 9;

/// Returns how many bytes of `to` (post_ack_bytes_max) were written.
std::size_t write_post_ack(std::byte* to, const post_ack& ack) noexcept;
/// False if the payload is not an acknowledgement.
bool read_post_ack(byte_span payload, post_ack& out) noexcept;

/// What a post costs of the window: its body and a fixed part.
inline constexpr std::size_t post_cost(std::size_t body_bytes) noexcept {
  return body_bytes + limits::item_overhead;
}

} // namespace carrick::net
