#include <carrick/net/checksum.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace carrick::net {

std::uint32_t frame_checksum(byte_span header_and_payload) noexcept {
  return static_cast<std::uint32_t>(
    XXH3_64bits(header_and_payload.data(), header_and_payload.size()));
}

} // namespace carrick::net
