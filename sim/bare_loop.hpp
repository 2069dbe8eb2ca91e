#pragma once

#include <carrick/core/ensure.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/sim/world.hpp>

#include <cstdlib>

namespace carrick::sim {

/// A loop in virtual time: what is submitted runs in an event of its own, at the same time.
class bare_loop final : public net::loop_services {
 public:
  explicit bare_loop(world& in) : in_(in) {}
  /// Runs what was submitted, as loops do; a frozen one ends as that of a killed process.
  ~bare_loop() {
    while (!frozen_ && inbox_.run_batch()) {
    }
  }

  boost::asio::io_context& io() noexcept override {
    ENSURE(false);
    std::abort();
  }
  scratch_loan scratch() override { return scratch_.lend(); }
  time_point now() noexcept override { return in_.now(); }
  void submit(loop_task& task) noexcept override {
    inbox_.push(task);
    wake();
  }

  /// Nothing runs until it goes on.
  void freeze() {
    frozen_ = true;
    in_.cancel(turn_);
  }
  void go_on() {
    frozen_ = false;
    if (!inbox_.empty()) wake();
  }

 private:
  void wake() {
    if (!frozen_ && !turn_.pending()) in_.at(in_.now(), turn_);
  }
  void turn() {
    inbox_.run_batch();
    if (!inbox_.empty()) wake();
  }

  world& in_;
  task_inbox inbox_;
  scratch_buffer scratch_;
  bool frozen_ = false;
  method_event<bare_loop, &bare_loop::turn> turn_{*this};
};

} // namespace carrick::sim
