#pragma once

#include <carrick/actors/blocking_runner.hpp>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace carrick {

/// Threads for code that blocks, made when first needed.
class blocking_pool final : public blocking_runner {
 public:
  blocking_pool() = default;
  ~blocking_pool() override;

  status run(std::unique_ptr<blocking_work> work) override;
  void stop() override;

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
