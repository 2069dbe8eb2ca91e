#pragma once

#include <carrick/core/ensure.hpp>
#include <carrick/core/loop_task.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/sim/world.hpp>

#include <algorithm>

namespace carrick::sim {

/// Who lives on a node_loop.
class loop_user {
 public:
  /// Tasks have run, or the time that it wanted has come.
  virtual void turn() = 0;

 protected:
  ~loop_user() = default;
};

/// The loop of one simulated process: tasks, one timer, and a gate that can be held.
class node_loop final : public net::loop_services {
 public:
  node_loop(world& in, loop_user& user) : world_(in), user_(user) {}

  boost::asio::io_context& io() noexcept override { abort_no_sockets(); }
  scratch_loan scratch() override { return scratch_.lend(); }
  void submit(loop_task& task) noexcept override {
    inbox_.push(task);
    wake_at(world_.now());
  }
  time_point now() noexcept override { return world_.now(); }

  /// A turn comes then at the latest. Earlier wishes stay.
  void wake_at(time_point when) {
    when = std::max(when, held_until_);
    if (when >= wakes_at_) return;
    wakes_at_ = when;
    world_.at(when, turn_);
  }
  /// Nothing runs until then.
  void hold(time_point until) {
    held_until_ = std::max(held_until_, until);
    if (wakes_at_ == never || wakes_at_ >= held_until_) return;
    wakes_at_ = never;
    wake_at(held_until_);
  }
  time_point held_until() const noexcept { return held_until_; }

 private:
  [[noreturn]] static void abort_no_sockets() {
    ENSURE(false && "a simulated loop has no sockets");
    std::abort();
  }
  void turn() {
    wakes_at_ = never;
    inbox_.run_batch();
    user_.turn();
    if (!inbox_.empty()) wake_at(world_.now());
  }

  world& world_;
  loop_user& user_;
  task_inbox inbox_;
  scratch_buffer scratch_;
  time_point held_until_ = time_point::min();
  time_point wakes_at_ = never;
  method_event<node_loop, &node_loop::turn> turn_{*this};
};

} // namespace carrick::sim
