#pragma once

#include <carrick/core/planted.hpp>
#include <carrick/net/link_ledger.hpp>
#include <carrick/net/post_ack.hpp>

#include <algorithm>
#include <vector>

namespace carrick::net {

/// The receiving half of the posts of a peer: sequence, window, and when an acknowledgement is due
/// (docs/protocol.md, section 5). It outlives links: what was taken over once is known when it is
/// sent again.
class post_receiver {
 public:
  explicit post_receiver(std::uint64_t first = 0) noexcept : first_(first) { start_anew(0); }

  // From link to link.
  /// The peer's sequence begins.
  void start_anew(std::uint64_t window);
  /// It goes on, on a new link, behind what the peer was told to be taken over. What had not come
  /// to its end comes again.
  void resume(const std::array<std::uint64_t, post_lanes>& told, std::uint64_t window);
  const std::array<std::uint64_t, post_lanes>& taken_over() const noexcept {
    return state_.taken_over;
  }

  // On a link.
  enum class arrival : std::uint8_t {
    fresh,
    repeated, ///< was taken over before: to be dropped
    wrong,    ///< a number is missing, or comes twice on this link
  };
  /// The first (or only) frame of a post; `sequence` is its whole number.
  arrival arrived(post_lane lane, std::uint32_t wire_sequence, std::uint64_t& sequence) noexcept {
    auto index = static_cast<std::size_t>(lane);
    std::uint64_t next = last_[index] + 1;
    std::uint32_t ahead = wire_sequence - static_cast<std::uint32_t>(next);
    std::uint64_t taken = state_.taken_over[index];
    // A sender that knows of more than it was told leaves that out.
    if (ahead != 0 && next + ahead > taken + 1) return arrival::wrong;
    sequence = last_[index] = next + ahead;
    if (CARRICK_PLANTED(repeat_handed_out)) return arrival::fresh;
    if (sequence > taken && !(lane == post_lane::bulk && is_early(sequence))) return arrival::fresh;
    return arrival::repeated;
  }
  /// The post needs that much of the window. False if its sender had to know that it is not there.
  bool charge(std::size_t body_bytes) noexcept {
    bool fits = charged_ == state_.consumed_bytes ||
      charged_ - state_.consumed_bytes + post_cost(body_bytes) <= window_;
    charged_ += post_cost(body_bytes);
    return fits;
  }
  /// The post was handed out or refused. Large ones may finish in another order than they began.
  void taken_over(post_lane lane, std::uint64_t sequence, std::size_t body_bytes, time_point now) {
    if (lane == post_lane::bulk)
      bulk_taken_over(sequence);
    else
      state_.taken_over[static_cast<std::size_t>(lane)] = sequence;
    last_is_early_ = lane == post_lane::bulk && sequence > bulk_contiguous();
    last_sequence_ = sequence;
    handed_ += post_cost(body_bytes);
    note(now, 0, 1);
  }
  /// A post that was taken over before came again, to its end.
  void repeated(time_point now) noexcept { note(now, 0, 1); }
  /// Its handler has returned. More than was handed out is cut.
  void consumed(std::size_t body_bytes, time_point now) noexcept {
    std::uint64_t cost =
      std::min<std::uint64_t>(post_cost(body_bytes), handed_ - state_.consumed_bytes);
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
  /// Since when there is something to acknowledge; `never` while there is not.
  time_point owed_since() const noexcept { return changed_at_; }
  void count_in(direction_ledger& to) const noexcept {
    // What was known to be taken over before this link did not come again on it.
    for (std::size_t lane = 0; lane < post_lanes; ++lane)
      to.posts[lane] = std::max(last_[lane], state_.taken_over[lane]);
    to.taken_over = state_.taken_over;
    to.post_credit = charged_ - state_.consumed_bytes;
  }
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
  bool is_early(std::uint64_t sequence) noexcept {
    std::uint64_t index = sequence - bulk_contiguous() - 1;
    return index < early_.size() && early_[index] != missing;
  }
  void bulk_taken_over(std::uint64_t sequence);
  void begin_link(std::uint64_t window) noexcept;

  std::uint64_t first_;
  std::uint64_t window_ = 0;
  std::uint64_t ack_bytes_ = 0;
  std::uint64_t charged_ = 0;                    ///< of all that began
  std::uint64_t handed_ = 0;                     ///< of all that was taken over
  std::array<std::uint64_t, post_lanes> last_{}; ///< that came on this link
  post_ack state_;
  /// Of the bulk lane: what became of those above the contiguous number. They are reported,
  /// refusals too, when none before them is missing.
  std::vector<std::uint8_t> early_;
  std::uint64_t last_sequence_ = 0;
  bool last_is_early_ = false;
  time_point changed_at_ = never;
  std::uint64_t bytes_since_ = 0;
  std::uint64_t posts_since_ = 0;
  bool due_ = false;
};

} // namespace carrick::net
