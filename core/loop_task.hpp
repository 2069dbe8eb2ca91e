#pragma once

#include <carrick/core/ensure.hpp>

#include <atomic>
#include <utility>

namespace carrick {

/// A place in a list of tasks.
class task_hook {
 protected:
  task_hook() = default;
  ~task_hook() = default;

 private:
  friend class task_inbox;
  task_hook* next_ = this; // itself: in no list
};

/// Something to run once on a loop: an intrusive node, so that handing it over allocates nothing.
///
/// Its owner keeps it alive until run() has begun and may then submit or destroy it again, also
/// from inside run(). Submitting a task that has not run yet is a bug. How many tasks are under way
/// is bounded by their owners: the loop takes them all.
class loop_task : public task_hook {
 public:
  loop_task() = default;
  loop_task(const loop_task&) = delete;
  loop_task& operator=(const loop_task&) = delete;

  /// Called on the loop's thread.
  virtual void run() noexcept = 0;

 protected:
  ~loop_task() = default;
};

/// A task that calls one method of its owner: `member_task<link, &link::wake> wake_{*this};`
template <class Owner, void (Owner::*Method)()>
class member_task final : public loop_task {
 public:
  explicit member_task(Owner& owner) noexcept : owner_(owner) {}
  void run() noexcept override { (owner_.*Method)(); }

 private:
  Owner& owner_;
};

/// Tasks on their way to one consumer, in the order in which they were pushed. Lock-free; any
/// number of producers.
class task_inbox {
 public:
  /// Any thread.
  void push(loop_task& task) noexcept {
    task_hook& hook = task;
    ENSURE(hook.next_ == &hook);
    task_hook* head = head_.load(std::memory_order_relaxed);
    do hook.next_ = head;
    while (!head_.compare_exchange_weak(head, &hook, std::memory_order_seq_cst,
                                        std::memory_order_relaxed));
  }

  /// Runs what was there at the call, oldest first; what is pushed meanwhile waits for the next
  /// call. Returns whether there was anything. Consumer only.
  bool run_batch() noexcept {
    if (head_.load(std::memory_order_relaxed) == nullptr) return false;
    batch_ = reversed(head_.exchange(nullptr, std::memory_order_acquire));
    while (batch_ != nullptr) run_first();
    return true;
  }

  /// Nothing waits to be run, the rest of the batch that is being run included. Consumer only.
  bool empty() const noexcept {
    return head_.load(std::memory_order_seq_cst) == nullptr && batch_ == nullptr;
  }

 private:
  static task_hook* reversed(task_hook* head) noexcept {
    task_hook* result = nullptr;
    while (head != nullptr) {
      task_hook* const next = head->next_;
      head->next_ = result;
      result = head;
      head = next;
    }
    return result;
  }

  void run_first() noexcept {
    // All before run(), which may destroy or submit the task.
    task_hook* const first = batch_;
    batch_ = std::exchange(first->next_, first);
    static_cast<loop_task*>(first)->run();
  }

  std::atomic<task_hook*> head_{nullptr};
  task_hook* batch_ = nullptr;
};

} // namespace carrick
