#pragma once

#include <carrick/actors/peer_layouts.hpp>

namespace carrick {

/// How to decode a message of a peer; `layouts` is null for one that encodes exactly as we do.
inline decode_options decoding_of(const peer_layouts* layouts, std::uint32_t message) {
  return layouts == nullptr ? decode_options{} : layouts->decoding(message);
}

} // namespace carrick
