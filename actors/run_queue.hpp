#pragma once

#include <carrick/actors/loop_fwd.hpp>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

namespace caf {
class resumable;
}

namespace carrick {

/// An actor that is ready, with one reference to it, and the unit it is to run with.
struct job {
  caf::resumable* what = nullptr;
  loop_unit* unit = nullptr;
};

/// A queue of jobs in a ring of memory that is reused; allocates only to grow.
class job_ring {
 public:
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  void push(const job& last);
  job pop() noexcept; // not empty
  /// Which is below size(); the first takes its place.
  job pop_at(std::size_t index) noexcept;
  const job& at(std::size_t index) const noexcept {
    return slots_[(first_ + index) & (slots_.size() - 1)];
  }

 private:
  void grow();

  std::vector<job> slots_; // a power of two, or none
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

/// The ready actors of one loop. Those pinned to it have a queue without a lock, with an inbox for
/// other threads; the unpinned have one under a mutex, so that an idle loop can take them. An actor
/// is in at most one queue at a time, and not running meanwhile: that bounds them, and is why
/// moving the pointer is all that taking needs.
class run_queue {
 public:
  /// Owner.
  void push_pinned(const job& next) { pinned_.push(next); }
  /// Any thread.
  void push_pinned_from_outside(const job& next);
  /// Any thread. Returns how many unpinned jobs wait now.
  std::size_t push_unpinned(const job& next);

  /// The next job, pinned and unpinned in turn; false when there is none. Owner.
  bool pop(job& next);
  /// That one of the size() jobs that wait, from outside left out. Owner.
  job pop_at(std::size_t index);
  /// The same without taking it, where no other loop may take any. Owner.
  const job& at(std::size_t index) const noexcept {
    return index < pinned_.size() ? pinned_.at(index) : unpinned_.at(index - pinned_.size());
  }
  /// Owner.
  std::size_t size() const noexcept { return pinned_.size() + unpinned(); }
  /// Moves what other threads pushed to where pop() finds it. Owner.
  void admit_from_outside();

  /// The older half of the unpinned jobs, at most `count_max`, appended to `taken`. Any thread.
  void take(std::vector<job>& taken, std::size_t count_max);

  /// Owner.
  bool empty() const noexcept { return pinned_.empty() && unpinned() == 0 && !from_outside(); }
  /// Unpinned jobs that wait. Any thread.
  std::size_t unpinned() const noexcept { return unpinned_size_.load(std::memory_order_seq_cst); }
  /// Pinned jobs from other threads wait. Any thread.
  bool from_outside() const noexcept { return has_outside_.load(std::memory_order_seq_cst); }

 private:
  bool pop_pinned(job& next) noexcept;
  bool pop_unpinned(job& next) noexcept;

  job_ring pinned_;
  bool unpinned_turn_ = false;
  std::vector<job> admitted_; // kept for its memory

  std::atomic<std::size_t> unpinned_size_{0};
  std::atomic<bool> has_outside_{false};
  std::mutex unpinned_mutex_;
  job_ring unpinned_;
  std::mutex outside_mutex_;
  std::vector<job> outside_;
};

} // namespace carrick
