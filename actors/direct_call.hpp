#pragma once

#include <carrick/actors/loop.hpp>

namespace carrick {

/// Whether something for `home` may be done at once by the calling thread. Otherwise it is
/// submitted, or it would overtake what the same actor submitted before it moved to this loop.
inline bool may_call_directly(const loop& home) noexcept {
  return home.on_this_thread() && home.inbox_empty();
}

} // namespace carrick
