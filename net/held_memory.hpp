#pragma once

#include <carrick/core/limits.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace carrick::net {

/// What the links of a node hold for their peers, together: requests and openings that are being
/// assembled or have a handler, and messages that wait to be written. Each link has bounds of its
/// own; this is the one for all of them. It shuts nobody out: a link has room for the first
/// limits::held_guaranteed in any case, and one of a member for all that its own bounds let in.
/// Belongs to one loop.
class held_memory {
 public:
  explicit held_memory(std::size_t most) noexcept : most_(most) {}

  std::size_t bytes() const noexcept { return bytes_; }

 private:
  friend class held_share;

  const std::size_t most_;
  std::size_t bytes_ = 0;
};

/// One link's part of it, given back when the link is gone.
class held_share {
 public:
  /// Null: nobody shares a bound with this link.
  held_share(std::shared_ptr<held_memory> all, bool of_member) noexcept
      : all_(std::move(all)), of_member_(of_member) {}
  ~held_share() { is(0); }
  held_share(const held_share&) = delete;
  held_share& operator=(const held_share&) = delete;

  /// This link holds so much now.
  void is(std::size_t bytes) noexcept {
    if (all_) all_->bytes_ += bytes - bytes_;
    bytes_ = bytes;
    if (bytes > at_most_) at_most_ = bytes;
  }
  std::size_t bytes() const noexcept { return bytes_; }
  /// The most that it has held so far.
  std::size_t at_most() const noexcept { return at_most_; }
  /// For so much more, among all links.
  bool has_room(std::size_t bytes) const noexcept {
    return !all_ || of_member_ || all_->bytes_ + bytes <= all_->most_ ||
      bytes_ + bytes <= limits::held_guaranteed;
  }

 private:
  const std::shared_ptr<held_memory> all_;
  const bool of_member_;
  std::size_t bytes_ = 0;
  std::size_t at_most_ = 0;
};

} // namespace carrick::net
