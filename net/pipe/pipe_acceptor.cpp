#include <carrick/net/loop_services.hpp>
#include <carrick/net/pipe/pipe_acceptor.hpp>

#include <utility>

namespace carrick::net {

bool pipe_acceptor::hand_over(std::unique_ptr<connection>& accepted, std::size_t backlog) {
  std::lock_guard lock{mutex_};
  if (closed_ || waiting_.size() >= backlog) return false;
  waiting_.push_back(std::move(accepted));
  if (keep_) return true;
  keep_ = shared_from_this();
  owner_.submit(*this); // with the mutex held: the loop is not called after close()
  return true;
}

void pipe_acceptor::close() {
  events_ = nullptr;
  std::vector<std::unique_ptr<connection>> dropped;
  std::lock_guard lock{mutex_};
  closed_ = true;
  dropped.swap(waiting_);
}

void pipe_acceptor::run() noexcept {
  std::shared_ptr<pipe_acceptor> keep;
  std::vector<std::unique_ptr<connection>> accepted;
  {
    std::lock_guard lock{mutex_};
    keep = std::move(keep_);
    accepted.swap(waiting_);
  }
  for (auto& each : accepted) {
    if (events_ == nullptr) return; // the rest is dropped
    events_->on_accepted(std::move(each));
  }
}

} // namespace carrick::net
