#pragma once

#include <carrick/core/loop_task.hpp>
#include <carrick/net/transport.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace carrick::net {

class loop_services;

/// Connections on their way to whoever listens.
class pipe_acceptor final : private loop_task, public std::enable_shared_from_this<pipe_acceptor> {
 public:
  pipe_acceptor(loop_services& owner, accept_events& events) : owner_(owner), events_(&events) {}

  loop_services& owner() const noexcept { return owner_; }

  /// Any thread. Taken, unless `backlog` connections wait already or nobody listens any more.
  bool hand_over(std::unique_ptr<connection>& accepted, std::size_t backlog);

  /// On the owning loop: no event follows.
  void close();

 private:
  void run() noexcept override;

  loop_services& owner_;
  accept_events* events_; // the owning loop's alone; null once closed

  std::mutex mutex_;                    // guards the rest
  std::shared_ptr<pipe_acceptor> keep_; // set while the task is under way
  std::vector<std::unique_ptr<connection>> waiting_;
  bool closed_ = false;
};

} // namespace carrick::net
