#pragma once

#include <carrick/core/bytes.hpp>

#include <cstdint>

namespace carrick::net {

/// The block in front of an `extended` payload (docs/protocol.md, section 7).
struct extensions {
  bool malformed = false;
  bool unsupported = false; ///< a critical type that this version does not know
  bool is_transfer = false;
  std::uint32_t transfer = 0;
  std::uint32_t transfer_bytes = 0; ///< of the whole payload behind the block
  byte_span rest;                   ///< the payload behind the block
};

extensions read_extensions(byte_span payload) noexcept;

inline constexpr std::size_t transfer_block_bytes = 2 + 2 + 8;
/// Writes a block that holds a transfer entry alone.
void write_transfer_block(std::byte* to, std::uint32_t transfer, std::uint32_t bytes) noexcept;

} // namespace carrick::net
