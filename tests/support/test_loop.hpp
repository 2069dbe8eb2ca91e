#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/loop_services.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace carrick::test {

/// A loop that runs only while the test drives it, on the test's own thread: what happens, happens
/// between two steps, and needs neither locks nor waits.
class test_loop final : public net::loop_services {
 public:
  boost::asio::io_context& io() noexcept override { return io_; }
  scratch_loan scratch() override { return scratch_.lend(); }
  time_point now() noexcept override { return steady_clock::now(); }
  void submit(loop_task& task) noexcept override {
    inbox_.push(task);
    if (!woken_.exchange(true)) boost::asio::post(io_, [this] { run_inbox(); });
  }

  /// Does what is ready, up to 32 things, which may make more ready; returns how many it did.
  std::size_t poll() {
    io_.restart();
    std::size_t done = 0;
    while (done < 32 && io_.poll_one() > 0) ++done;
    return done;
  }
  /// Does one thing, for which it waits at most this long.
  std::size_t run_one_for(duration limit) {
    io_.restart();
    return io_.run_one_for(limit);
  }
  /// Runs until nothing is pending any more: false if something still is, a wait that nobody ended.
  bool runs_out_of_work(duration limit = std::chrono::seconds(20)) {
    guard_.reset();
    io_.restart();
    io_.run_for(limit);
    return io_.stopped();
  }

 private:
  void run_inbox() {
    woken_ = false;
    inbox_.run_batch();
  }

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
    io_.get_executor()};
  task_inbox inbox_;
  std::atomic<bool> woken_{false};
  scratch_buffer scratch_;
};

/// A test_loop that a thread of its own runs, until destruction.
class threaded_loop {
 public:
  threaded_loop() : thread_([this] { run(); }) {}
  ~threaded_loop() {
    stopping_ = true;
    boost::asio::post(loop_.io(), [] {});
    thread_.join();
  }

  test_loop& loop() noexcept { return loop_; }
  /// Has the loop call `f`: the future is what it returns.
  template <class F>
  auto later(F f) {
    auto task = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
    boost::asio::post(loop_.io(), [task] { (*task)(); });
    return task->get_future();
  }
  /// The same, awaited.
  template <class F>
  auto call(F f) {
    return later(std::move(f)).get();
  }

 private:
  void run() {
    while (!stopping_) loop_.run_one_for(std::chrono::seconds(1));
    loop_.runs_out_of_work(); // what was submitted before the end
  }

  test_loop loop_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

} // namespace carrick::test
