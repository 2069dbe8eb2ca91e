#pragma once

#include <carrick/actors/actor.hpp>
#include <carrick/actors/peer.hpp>
#include <carrick/core/bytes.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/net/body.hpp>

#include <caf/actor_control_block.hpp>

#include <span>
#include <vector>

namespace carrick {

/// One encoded post on its way to many peers of a node: done on its home loop, where it lives until
/// its failures are told.
class post_to_all final : public loop_task {
 public:
  post_to_all(actor_base& from, std::span<const peer> to, const message_type& type,
              post_failed on_failure);

  /// Filled by whoever made it.
  buffer& body() noexcept { return body_; }
  on_the_way::place& place() noexcept { return place_; }
  /// Home loop. It destroys itself.
  void run() noexcept override;
  /// Instead of run(): none is sent.
  void refuse(const status& why);

 private:
  template <class Post>
  void tell_refused(const Post& post);
  status post(const peer& to, const net::message_body& body) const;

  node_core& core_;
  const caf::strong_actor_ptr from_;
  const std::vector<peer> to_;
  const message_type& type_;
  const std::uint64_t sender_;
  const post_failed on_failure_;
  buffer body_;
  on_the_way::place place_;
};

} // namespace carrick
