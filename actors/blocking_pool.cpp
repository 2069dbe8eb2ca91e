#include <carrick/actors/blocking_pool.hpp>

namespace carrick {

blocking_pool::~blocking_pool() { stop(); }

status blocking_pool::run(std::unique_ptr<blocking_work> work) {
  std::lock_guard guard{mutex_};
  if (stopping_) return fail(code::draining, "the node is stopping");
  if (queue_.size() >= waiting_max)
    return fail(code::overloaded, "1024 pieces of blocking work are waiting already");
  queue_.push_back(std::move(work));
  if (idle_ < queue_.size() && threads_.size() < running_max)
    threads_.emplace_back([this] { work_loop(); });
  ready_.notify_one();
  return {};
}

void blocking_pool::stop() {
  std::deque<std::unique_ptr<blocking_work>> dropped;
  std::vector<std::thread> running;
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
    dropped.swap(queue_);
    running.swap(threads_);
    ready_.notify_all();
  }
  for (auto& thread : running) thread.join();
}

void blocking_pool::work_loop() {
  std::unique_lock guard{mutex_};
  while (true) {
    ++idle_;
    ready_.wait(guard, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    guard.unlock();
    work->run();
    work.reset();
    guard.lock();
  }
}

} // namespace carrick
