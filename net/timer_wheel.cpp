#include <carrick/net/timer_wheel.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace carrick::net {

void timer_wheel::arm(std::uint32_t slot, time_point deadline) {
  if (deadline == never) return disarm(slot);
  if (slot >= nodes_.size()) [[unlikely]]
    grow(slot);
  if (nodes_[slot].bucket != unarmed) unlink(slot);
  nodes_[slot].deadline = deadline;
  place(slot);
  if (armed_++ == 0 || deadline < earliest_) earliest_ = deadline;
}

void timer_wheel::grow(std::uint32_t slot) {
  if (!wheel_) {
    wheel_ = std::make_unique<level_array>();
    for (auto& level : *wheel_) level.head.fill(none);
  }
  nodes_.resize(std::max<std::size_t>(slot + 1, nodes_.size() * 2));
}

inline void timer_wheel::place(std::uint32_t slot) noexcept {
  std::uint64_t at = std::max(tick_of(nodes_[slot].deadline), tick_);
  if (at != placed_at_ || tick_ != placed_from_) [[unlikely]] {
    placed_at_ = at;
    placed_from_ = tick_;
    placed_in_ = bucket_of(at);
  }
  level_state& level = (*wheel_)[placed_in_ / buckets];
  level.occupied |= std::uint64_t{1} << placed_in_ % buckets;
  push(slot, placed_in_, level.head[placed_in_ % buckets]);
}

/// The level is that of the highest bit in which the tick differs from the current one; what lies
/// beyond the last level waits in its farthest bucket and is placed again from there.
std::uint16_t timer_wheel::bucket_of(std::uint64_t at) const noexcept {
  constexpr std::uint64_t horizon = std::uint64_t{1} << (level_bits * levels);
  if ((at ^ tick_) >= horizon) at = tick_ | (horizon - 1);
  unsigned level = 0;
  if (at != tick_) level = static_cast<unsigned>(std::bit_width(at ^ tick_) - 1) / level_bits;
  auto index = static_cast<unsigned>(at >> (level * level_bits)) % buckets;
  return static_cast<std::uint16_t>(level * buckets + index);
}

inline void timer_wheel::push(std::uint32_t slot, std::uint16_t bucket,
                              std::uint32_t& head) noexcept {
  node& n = nodes_[slot];
  n.bucket = bucket;
  n.previous = none;
  n.next = head;
  if (head != none) nodes_[head].previous = slot;
  head = slot;
}

void timer_wheel::unlink(std::uint32_t slot) noexcept {
  node& n = nodes_[slot];
  std::uint32_t& head = head_of(n.bucket);
  if (n.next != none) nodes_[n.next].previous = n.previous;
  if (n.previous != none)
    nodes_[n.previous].next = n.next;
  else
    head = n.next;
  if (head == none && n.bucket != due)
    (*wheel_)[n.bucket / buckets].occupied &= ~(std::uint64_t{1} << n.bucket % buckets);
  n.bucket = unarmed;
  --armed_;
}

std::optional<std::uint32_t> timer_wheel::expire_slowly(time_point now) {
  while (armed_ > 0) {
    if (due_ == none) collect_due(now);
    if (auto slot = due_; slot != none) {
      unlink(slot);
      return slot;
    }
    if (!advance(now)) break;
  }
  if (armed_ == 0) tick_ = std::max(tick_, tick_of(now));
  find_earliest();
  return {};
}

void timer_wheel::collect_due(time_point now) noexcept {
  auto slot = (*wheel_)[0].head[tick_ % buckets];
  while (slot != none) {
    auto next = nodes_[slot].next;
    if (nodes_[slot].deadline <= now) {
      unlink(slot);
      push(slot, due, due_);
      ++armed_;
    }
    slot = next;
  }
}

/// Goes to the next tick at which something waits, at most to that of `now`; false if the wheel
/// stands there already.
bool timer_wheel::advance(time_point now) noexcept {
  std::uint64_t target = tick_of(now);
  if (tick_ >= target) return false;
  for (unsigned level = 0; level < levels; ++level) {
    unsigned shift = level * level_bits;
    auto position = static_cast<unsigned>(tick_ >> shift) % buckets;
    std::uint64_t later = (*wheel_)[level].occupied & ~((std::uint64_t{2} << position) - 1);
    if (position == buckets - 1) later = 0;
    if (later == 0) continue;
    auto index = static_cast<std::uint64_t>(std::countr_zero(later));
    std::uint64_t next = ((tick_ >> shift >> level_bits << level_bits) | index) << shift;
    tick_ = std::min(next, target);
    if (next <= target && level > 0) place_again(level, static_cast<unsigned>(index));
    return true;
  }
  // What is left lies beyond the last level and waits in the bucket of the last tick before it.
  auto last = static_cast<unsigned>(tick_ % buckets);
  ++tick_;
  place_again(0, last);
  return true;
}

void timer_wheel::place_again(unsigned level, unsigned index) noexcept {
  level_state& l = (*wheel_)[level];
  auto slot = std::exchange(l.head[index], none);
  l.occupied &= ~(std::uint64_t{1} << index);
  while (slot != none) {
    auto next = nodes_[slot].next;
    place(slot);
    slot = next;
  }
}

void timer_wheel::find_earliest() noexcept {
  earliest_ = never;
  if (armed_ == 0) return;
  for (unsigned level = 0; level < levels; ++level) {
    unsigned shift = level * level_bits;
    auto position = static_cast<unsigned>(tick_ >> shift) % buckets;
    std::uint64_t from = (*wheel_)[level].occupied & ~((std::uint64_t{1} << position) - 1);
    if (from == 0) continue;
    auto index = static_cast<std::uint64_t>(std::countr_zero(from));
    if (level > 0) {
      earliest_ = start_of(((tick_ >> shift >> level_bits << level_bits) | index) << shift);
      return;
    }
    for (auto slot = (*wheel_)[0].head[index]; slot != none; slot = nodes_[slot].next)
      earliest_ = std::min(earliest_, nodes_[slot].deadline);
    return;
  }
}

} // namespace carrick::net
