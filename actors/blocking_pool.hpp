#pragma once

#include <carrick/actors/node_core.hpp>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace carrick {

/// Threads for code that blocks, made when first needed. At most `threads` run and `waiting` wait.
class blocking_pool {
 public:
  static constexpr std::size_t threads = 4;
  static constexpr std::size_t waiting = 1'024;

  blocking_pool() = default;
  ~blocking_pool();

  /// `overloaded` when too much waits, `draining` after stop(). Any thread.
  status run(std::unique_ptr<blocking_work> work);
  /// Drops what waits, and joins what runs.
  void stop();

 private:
  void work_loop();

  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::unique_ptr<blocking_work>> queue_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

} // namespace carrick
