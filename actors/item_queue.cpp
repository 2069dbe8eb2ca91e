#include <carrick/actors/item_queue.hpp>

#include <utility>

namespace carrick {

bool item_queue::put(buffer item) {
  std::unique_lock guard{mutex_};
  room_.wait(guard, [this] { return stopped_ || waiting_.size() < waiting_max; });
  if (stopped_) return false;
  waiting_.push_back(std::move(item));
  if (on_news_) on_news_();
  return true;
}

void item_queue::close() {
  std::lock_guard guard{mutex_};
  closed_ = true;
  if (on_news_) on_news_();
}

void item_queue::begin(std::function<void()> on_news) {
  std::lock_guard guard{mutex_};
  on_news_ = std::move(on_news);
}

void item_queue::stop() {
  std::lock_guard guard{mutex_};
  on_news_ = nullptr;
  stopped_ = true;
  room_.notify_all();
}

std::optional<buffer> item_queue::take() {
  std::lock_guard guard{mutex_};
  if (waiting_.empty()) return {};
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  room_.notify_all();
  return first;
}

bool item_queue::over() const {
  std::lock_guard guard{mutex_};
  return closed_ && waiting_.empty();
}

} // namespace carrick
