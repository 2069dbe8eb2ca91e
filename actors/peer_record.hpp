#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/net/post_queue.hpp>

#include <cstdint>

namespace carrick {

/// What a node keeps of another name: made at the first mention, gone with the node (a client's or
/// a stranger's, unless it was named here: with its link). Only the id may be read on other threads
/// than the home loop's.
class peer_record {
 public:
  explicit peer_record(node_id id) : id_(std::move(id)) {}
  peer_record(const peer_record&) = delete;
  peer_record& operator=(const peer_record&) = delete;

  const node_id& id() const noexcept { return id_; }

  /// Null while the name is no member (or is a client).
  carrick::dispatcher* dispatcher = nullptr;
  /// Null until it has had a link.
  carrick::receiver* receiver = nullptr;
  /// It may be known to peer values. Guarded by node_home's mutex.
  bool named = false;
  /// Of posts to it while it was a member before.
  net::post_account past;

  /// Another number each time: see net::outbox_options.
  std::uint64_t next_post_epoch() noexcept { return ++last_post_epoch_; }

 private:
  const node_id id_;
  std::uint64_t last_post_epoch_ = 0;
};

} // namespace carrick
