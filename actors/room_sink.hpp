#pragma once

#include <carrick/core/status.hpp>

namespace carrick {

/// Who waits until the buffer of posts to a peer has room: part of the seam of session.hpp.
class room_sink {
 public:
  /// Exactly once for each wait_for_room(), possibly from inside it: there is room, or there was
  /// none before the deadline (`deadline_exceeded`), or there will be none (`draining`, `removed`,
  /// `not_found`). May destroy the sink.
  virtual void on_room(const status& verdict) noexcept = 0;

 protected:
  ~room_sink() = default;
};

} // namespace carrick
