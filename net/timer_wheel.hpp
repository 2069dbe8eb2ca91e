#pragma once

#include <carrick/core/time.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace carrick::net {

/// Deadlines of the slots of a table: a hierarchical timing wheel (Varghese and Lauck 1987; four
/// levels of 64 buckets, the finest about 1 ms). arm() and disarm() are O(1). Deadlines are exact
/// all the same: expire() compares the deadline itself, and what a bucket holds later stays.
class timer_wheel {
 public:
  explicit timer_wheel(time_point now) noexcept : tick_(tick_of(now)) {}

  /// Sets the deadline of a slot, replacing an earlier one; `never` disarms.
  void arm(std::uint32_t slot, time_point deadline);
  void disarm(std::uint32_t slot) noexcept {
    if (slot < nodes_.size() && nodes_[slot].bucket != unarmed) unlink(slot);
  }

  /// One armed slot whose deadline is at or before now, disarmed. Call until nothing comes.
  std::optional<std::uint32_t> expire(time_point now) {
    if (now < earliest_) [[likely]]
      return {};
    return expire_slowly(now);
  }
  /// No deadline is earlier; `never` when nothing is armed. It may be early, never late.
  time_point earliest() const noexcept { return armed_ == 0 ? never : earliest_; }
  std::size_t armed() const noexcept { return armed_; }
  /// Gives memory back: slots from `slots` on do not exist any more.
  void shrink(std::size_t slots) {
    if (armed_ == 0) {
      nodes_ = std::vector<node>{};
      wheel_.reset();
    } else if (slots * 2 < nodes_.size()) {
      nodes_.resize(slots);
      nodes_.shrink_to_fit();
    }
  }

 private:
  static constexpr unsigned level_bits = 6;
  static constexpr unsigned levels = 4;
  static constexpr unsigned buckets = 1u << level_bits;
  static constexpr std::uint16_t unarmed = 0xffff;
  static constexpr std::uint16_t due = levels * buckets; ///< the list of those to be reported
  static constexpr std::uint32_t none = 0xffffffff;

  struct node {
    time_point deadline;
    std::uint32_t previous = none;
    std::uint32_t next = none;
    std::uint16_t bucket = unarmed;
  };
  struct level_state {
    std::uint64_t occupied = 0;
    std::array<std::uint32_t, buckets> head;
  };
  using level_array = std::array<level_state, levels>;

  static std::uint64_t tick_of(time_point t) noexcept {
    return static_cast<std::uint64_t>(t.time_since_epoch().count()) >> 20;
  }
  static time_point start_of(std::uint64_t tick) noexcept {
    return time_point{duration{static_cast<duration::rep>(tick << 20)}};
  }

  std::uint32_t& head_of(std::uint16_t bucket) noexcept {
    return bucket == due ? due_ : (*wheel_)[bucket / buckets].head[bucket % buckets];
  }
  void grow(std::uint32_t slot);
  void push(std::uint32_t slot, std::uint16_t bucket, std::uint32_t& head) noexcept;
  void place(std::uint32_t slot) noexcept;
  std::uint16_t bucket_of(std::uint64_t at) const noexcept;
  void unlink(std::uint32_t slot) noexcept;
  std::optional<std::uint32_t> expire_slowly(time_point now);
  void collect_due(time_point now) noexcept;
  void place_again(unsigned level, unsigned index) noexcept;
  bool advance(time_point now) noexcept;
  void find_earliest() noexcept;

  std::vector<node> nodes_;
  std::unique_ptr<level_array> wheel_; ///< made with the first deadline: idle links are small
  std::uint64_t tick_;
  // The latest place: many deadlines in a row fall into one tick.
  std::uint64_t placed_at_ = ~std::uint64_t{0};
  std::uint64_t placed_from_ = 0;
  std::uint16_t placed_in_ = 0;
  time_point earliest_ = never;
  std::uint32_t due_ = none;
  std::size_t armed_ = 0;
};

} // namespace carrick::net
