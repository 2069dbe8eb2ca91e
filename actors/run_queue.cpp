#include <carrick/actors/run_queue.hpp>

#include <algorithm>
#include <utility>

namespace carrick {

void job_ring::push(const job& last) {
  if (size_ == slots_.size()) grow();
  slots_[(first_ + size_) & (slots_.size() - 1)] = last;
  ++size_;
}

job job_ring::pop() noexcept {
  const job first = slots_[first_];
  first_ = (first_ + 1) & (slots_.size() - 1);
  --size_;
  return first;
}

job job_ring::pop_at(std::size_t index) noexcept {
  std::swap(slots_[first_], slots_[(first_ + index) & (slots_.size() - 1)]);
  return pop();
}

void job_ring::grow() {
  std::vector<job> larger(std::max<std::size_t>(64, 2 * slots_.size()));
  for (std::size_t i = 0; i < size_; ++i) larger[i] = slots_[(first_ + i) & (slots_.size() - 1)];
  slots_ = std::move(larger);
  first_ = 0;
}

void run_queue::push_pinned_from_outside(const job& next) {
  const std::lock_guard guard(outside_mutex_);
  outside_.push_back(next);
  has_outside_.store(true, std::memory_order_seq_cst);
}

std::size_t run_queue::push_unpinned(const job& next) {
  const std::lock_guard guard(unpinned_mutex_);
  unpinned_.push(next);
  unpinned_size_.store(unpinned_.size(), std::memory_order_seq_cst);
  return unpinned_.size();
}

bool run_queue::pop(job& next) {
  unpinned_turn_ = !unpinned_turn_;
  return unpinned_turn_ ? pop_unpinned(next) || pop_pinned(next)
                        : pop_pinned(next) || pop_unpinned(next);
}

job run_queue::pop_at(std::size_t index) {
  if (index < pinned_.size()) return pinned_.pop_at(index);
  const std::lock_guard guard(unpinned_mutex_);
  const job chosen = unpinned_.pop_at(index - pinned_.size());
  unpinned_size_.store(unpinned_.size(), std::memory_order_relaxed);
  return chosen;
}

bool run_queue::pop_pinned(job& next) noexcept {
  if (pinned_.empty()) return false;
  next = pinned_.pop();
  return true;
}

bool run_queue::pop_unpinned(job& next) noexcept {
  if (unpinned_size_.load(std::memory_order_relaxed) == 0) return false;
  const std::lock_guard guard(unpinned_mutex_);
  if (unpinned_.empty()) return false; // taken meanwhile
  next = unpinned_.pop();
  unpinned_size_.store(unpinned_.size(), std::memory_order_relaxed);
  return true;
}

void run_queue::admit_from_outside() {
  if (!has_outside_.load(std::memory_order_relaxed)) return;
  {
    const std::lock_guard guard(outside_mutex_);
    admitted_.swap(outside_);
    has_outside_.store(false, std::memory_order_relaxed);
  }
  for (const job& each : admitted_) pinned_.push(each);
  admitted_.clear();
}

void run_queue::take(std::vector<job>& taken, std::size_t count_max) {
  const std::lock_guard guard(unpinned_mutex_);
  const std::size_t count = std::min((unpinned_.size() + 1) / 2, count_max);
  for (std::size_t i = 0; i < count; ++i) taken.push_back(unpinned_.pop());
  unpinned_size_.store(unpinned_.size(), std::memory_order_relaxed);
}

} // namespace carrick
