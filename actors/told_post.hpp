#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>

#include <caf/actor_control_block.hpp>

namespace carrick {

/// A post of an actor that is told what became of it: done on the home loop, where it destroys
/// itself.
class told_post final : public loop_task {
 public:
  told_post(actor_base& from, const peer& to, const message_type& type, status_told f);

  /// Filled by whoever made it.
  buffer& body() noexcept { return body_; }
  on_the_way::place& place() noexcept { return place_; }
  void run() noexcept override;
  /// Instead of run(): it is not sent.
  void tell(status verdict);

 private:
  status post();

  const caf::strong_actor_ptr from_;
  const peer to_;
  const message_type& type_;
  const std::uint64_t sender_;
  status_told f_;
  buffer body_;
  on_the_way::place place_;
};

} // namespace carrick
