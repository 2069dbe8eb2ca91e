#include <carrick/net/checksum.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace carrick::net {

std::uint32_t frame_checksum(byte_span header_and_payload) noexcept {
  return static_cast<std::uint32_t>(
    XXH3_64bits(header_and_payload.data(), header_and_payload.size()));
}

std::uint32_t frame_checksum(byte_span front, byte_span rest) noexcept {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, front.data(), front.size());
  XXH3_64bits_update(&state, rest.data(), rest.size());
  return static_cast<std::uint32_t>(XXH3_64bits_digest(&state));
}

} // namespace carrick::net
