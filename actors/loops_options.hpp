#pragma once

#include <carrick/actors/loop_fwd.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>

namespace carrick {

/// What a loop is for. Pinned actors live where they were put, whatever the role; unpinned ones
/// live on loops that are not for links alone.
enum class loop_role : unsigned char { both, links, actors };

struct loops_options {
  /// Loops of role `both`; 0: one for each processor that this process may use. Ignored when
  /// `links` or `actors` is set.
  std::size_t loops = 0;
  /// Loops of the roles `links` and `actors`. If only one is set, the other is 1.
  std::size_t links = 0;
  std::size_t actors = 0;

  /// Messages that one actor handles before the next has its turn.
  std::size_t throughput = 50;
  /// How long actors run before sockets are looked at again.
  duration slice = std::chrono::microseconds(500);
  /// How long a link handles what it has read before others on its loop have their turn.
  duration link_turn = std::chrono::microseconds(100);
  /// How long an idle loop looks for work before it sleeps: less latency, more power.
  duration spin = duration::zero();
  /// How often an idle loop looks whether a busy one is stuck with work that it could take.
  duration watch = std::chrono::milliseconds(2);

  /// Drives the loops, which then have neither threads nor sockets: for simulation. Outlives them.
  loop_driver* driver = nullptr;
};

} // namespace carrick
