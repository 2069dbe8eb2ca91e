#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/room_sink.hpp>
#include <carrick/core/loop_task.hpp>

#include <caf/actor_control_block.hpp>

namespace carrick {

/// An actor that waits until there is room for its posts to a peer: goes to the home loop, waits
/// there and is told in the actor. It destroys itself.
class room_wait final : public loop_task, public room_sink {
 public:
  room_wait(actor_base& from, const peer& to, time_point deadline, status_told f);

  /// Home loop.
  void run() noexcept override;
  void on_room(const status& verdict) noexcept override;

 private:
  const caf::strong_actor_ptr from_;
  const peer to_;
  const time_point deadline_;
  status_told f_;
};

} // namespace carrick
