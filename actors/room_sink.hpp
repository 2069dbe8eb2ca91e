#pragma once

#include <carrick/core/status.hpp>

namespace carrick {

/// Who waits for something about the posts to a peer (net::post_wait): part of the seam of
/// session.hpp.
class room_sink {
 public:
  /// Exactly once for each wait_for_posts(), possibly from inside it: it is so, or was not before
  /// the deadline (`deadline_exceeded`), or will not be (`draining`, `removed`, `not_found`). May
  /// destroy the sink.
  virtual void on_room(const status& verdict) noexcept = 0;

 protected:
  ~room_sink() = default;
};

} // namespace carrick
