#pragma once

#include <carrick/core/bytes.hpp>

#include <cstdint>

namespace carrick::net {

/// The checksum of a frame: the low 32 bits of XXH3-64 over header and payload (docs/protocol.md,
/// section 2).
std::uint32_t frame_checksum(byte_span header_and_payload) noexcept;
/// Of a frame in two places.
std::uint32_t frame_checksum(byte_span front, byte_span rest) noexcept;

} // namespace carrick::net
