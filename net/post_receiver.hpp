#pragma once

#include <carrick/net/post_ack.hpp>

#include <algorithm>
#include <vector>

namespace carrick::net {

/// The receiving half of the posts of a link: sequence, window, and when an acknowledgement is due
/// (docs/protocol.md, section 5).
class post_receiver {
 public:
  explicit post_receiver(std::uint64_t window) noexcept
      : window_(window), ack_bytes_(std::min<std::uint64_t>(limits::ack_bytes, window / 4)) {}

  /// The first (or only) frame of a post. False if numbers are missing; `sequence` is its whole number.
  bool arrived(post_lane lane, std::uint32_t wire_sequence, std::uint64_t& sequence) noexcept {
    auto& highest = highest_[static_cast<std::size_t>(lane)];
    if (static_cast<std::uint32_t>(highest + 1) != wire_sequence) return false;
    sequence = ++highest;
    return true;
  }
  /// The post needs that much of the window. False if its sender had to know that it is not there.
  bool charge(std::size_t body_bytes) noexcept {
    bool fits = charged_ == state_.consumed_bytes ||
                charged_ - state_.consumed_bytes + post_cost(body_bytes) <= window_;
    charged_ += post_cost(body_bytes);
    return fits;
  }
  /// The post was handed out or refused. Large ones may finish in another order than they began.
  void taken_over(post_lane lane, std::uint64_t sequence, time_point now) {
    if (lane == post_lane::bulk)
      bulk_taken_over(sequence);
    else
      state_.taken_over[static_cast<std::size_t>(lane)] = sequence;
    last_is_early_ = lane == post_lane::bulk && sequence > bulk_contiguous();
    last_sequence_ = sequence;
    note(now, 0, 1);
  }
  /// Its handler has returned. More than was handed out is cut.
  void consumed(std::size_t body_bytes, time_point now) noexcept {
    std::uint64_t cost =
      std::min<std::uint64_t>(post_cost(body_bytes), charged_ - state_.consumed_bytes);
    state_.consumed_bytes += cost;
    note(now, cost, 0);
  }
  /// The post that was taken over last was refused.
  void refused(carrick::code why, std::size_t body_bytes, time_point now) noexcept {
    if (last_is_early_)
      early_[last_sequence_ - bulk_contiguous() - 1] = refused_as(why);
    else
      ++state_.refused[static_cast<std::size_t>(why)];
    consumed(body_bytes, now);
  }

  /// Whether an acknowledgement is to be sent with the next output.
  bool ack_due() const noexcept { return due_; }
  bool ack_pending() const noexcept { return changed_at_ != never; }
  void tick(time_point now) noexcept { due_ = due_ || now >= next_deadline(); }
  void hurry() noexcept { due_ = due_ || ack_pending(); }
  /// Nothing is to be waited for once an acknowledgement is due.
  time_point next_deadline() const noexcept {
    return due_ || changed_at_ == never ? never : changed_at_ + limits::ack_delay;
  }
  /// What to acknowledge now.
  const post_ack& acknowledge() noexcept {
    due_ = false;
    changed_at_ = never;
    bytes_since_ = posts_since_ = 0;
    return state_;
  }

 private:
  void note(time_point now, std::uint64_t bytes, std::uint64_t posts) noexcept {
    if (changed_at_ == never) changed_at_ = now;
    bytes_since_ += bytes;
    posts_since_ += posts;
    due_ = due_ || bytes_since_ >= ack_bytes_ || posts_since_ >= limits::ack_posts;
  }
  static constexpr std::uint8_t missing = 0, handed_out = 1;
  static constexpr std::uint8_t refused_as(carrick::code why) noexcept {
    return static_cast<std::uint8_t>(2 + static_cast<unsigned>(why));
  }
  std::uint64_t& bulk_contiguous() noexcept {
    return state_.taken_over[static_cast<std::size_t>(post_lane::bulk)];
  }
  void bulk_taken_over(std::uint64_t sequence);

  std::uint64_t window_;
  std::uint64_t ack_bytes_;
  std::uint64_t charged_ = 0;
  std::array<std::uint64_t, post_lanes> highest_{};
  post_ack state_;
  /// Of the bulk lane: what became of those above the contiguous number. They are reported, refusals too,
  /// when none before them is missing.
  std::vector<std::uint8_t> early_;
  std::uint64_t last_sequence_ = 0;
  bool last_is_early_ = false;
  time_point changed_at_ = never;
  std::uint64_t bytes_since_ = 0;
  std::uint64_t posts_since_ = 0;
  bool due_ = false;
};

} // namespace carrick::net
