#pragma once

#include <carrick/net/link.hpp>

#include <algorithm>

namespace carrick::net::test {

/// Bytes arrive at a link as a transport brings them: what has a place of its own is put there.
inline void hear(link& at, byte_span bytes, time_point now) {
  auto room = at.room();
  auto count = std::min(room.size(), bytes.size());
  std::copy_n(bytes.begin(), count, room.begin());
  at.filled(count, now);
  at.feed(bytes.subspan(count), now);
}

} // namespace carrick::net::test
