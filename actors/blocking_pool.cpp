#include <carrick/actors/blocking_pool.hpp>

#include <carrick/core/out_of_memory.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <system_error>

namespace carrick {

/// What the threads share with the pool.
struct blocking_pool::crew {
  mutable std::mutex mutex; // guards the rest
  std::condition_variable ready;
  std::condition_variable done;
  std::deque<std::unique_ptr<blocking_work>> queue;
  std::vector<const blocking_work*> running;
  std::size_t idle = 0;
  bool stopping = false;

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto* work : running) out.push_back(work->whose());
    return out;
  }
};

blocking_pool::blocking_pool() : crew_(std::make_shared<crew>()) {}

blocking_pool::~blocking_pool() { static_cast<void>(stop(duration::max())); }

status blocking_pool::run(std::unique_ptr<blocking_work> work) {
  auto& c = *crew_;
  std::lock_guard guard{c.mutex};
  if (c.stopping) return fail(code::draining, "the node is stopping");
  if (c.queue.size() >= waiting_max)
    return fail(code::overloaded, "1024 pieces of blocking work are waiting already");
  if (c.idle <= c.queue.size() && threads_.size() < running_max) {
    auto more = add_thread();
    // One thread is enough for all of the work, sooner or later.
    if (!more.ok() && threads_.empty()) return more;
  }
  c.queue.push_back(std::move(work));
  c.ready.notify_one();
  return {};
}

status blocking_pool::add_thread() {
  try {
    threads_.emplace_back([of = crew_] { work_loop(of); });
    return {};
  } catch (const std::system_error& thrown) {
    return fail(code::overloaded, std::string{"no thread for blocking work: "} + thrown.what());
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

std::vector<std::string> blocking_pool::stop(duration limit) {
  auto& c = *crew_;
  std::deque<std::unique_ptr<blocking_work>> dropped;
  std::unique_lock guard{c.mutex};
  c.stopping = true;
  dropped.swap(c.queue);
  c.ready.notify_all();
  guard.unlock();
  dropped.clear();
  guard.lock();
  auto none_runs = [&] { return c.running.empty(); };
  if (limit == duration::max())
    c.done.wait(guard, none_runs);
  else
    c.done.wait_for(guard, limit, none_runs);
  auto left = c.names();
  auto ending = std::move(threads_);
  guard.unlock();
  for (auto& thread : ending) left.empty() ? thread.join() : thread.detach();
  return left;
}

std::vector<std::string> blocking_pool::running() const {
  std::lock_guard guard{crew_->mutex};
  return crew_->names();
}

void blocking_pool::work_loop(const std::shared_ptr<crew>& of) {
  auto& c = *of;
  std::unique_lock guard{c.mutex};
  while (true) {
    ++c.idle;
    c.ready.wait(guard, [&] { return c.stopping || !c.queue.empty(); });
    --c.idle;
    if (c.stopping) return;
    auto work = std::move(c.queue.front());
    c.queue.pop_front();
    c.running.push_back(work.get());
    guard.unlock();
    work->run();
    guard.lock();
    std::erase(c.running, work.get());
    c.done.notify_all();
    guard.unlock();
    work.reset();
    guard.lock();
  }
}

} // namespace carrick
