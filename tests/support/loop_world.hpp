#pragma once

#include <carrick/actors/loop.hpp>
#include <carrick/actors/loop_driver.hpp>
#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/loop_scheduler.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/spawn_on.hpp>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <exception>
#include <future>
#include <type_traits>
#include <utility>

/// A vocabulary for tests of loops and of the actors on them.
namespace carrick::test {

using untyped = caf::event_based_actor;

inline loops_options with_loops(std::size_t count) {
  loops_options options;
  options.loops = count;
  return options;
}

/// Time that stands still until it is told, for loops that run only in drive().
class still_time final : public loop_driver {
 public:
  time_point now() noexcept override { return now_; }
  void ready(loop&) noexcept override {}
  std::size_t choose(const choices&) noexcept override { return 0; }
  duration blocking_time() noexcept override { return duration::zero(); }
  bool pass(const std::function<bool()>& done, time_point) override { return done(); }

  void advance(duration by) { now_ += by; }

 private:
  time_point now_{std::chrono::hours(1)};
};

/// Loops that run only in drive().
inline loops_options without_threads(still_time& time) {
  loops_options options = with_loops(1);
  options.driver = &time;
  return options;
}

/// An actor system on loops. Ends its actors' system in the destructor, on this thread.
class world {
 public:
  explicit world(loops& on, loop_scheduler_options options = {})
      : config_(on, std::move(options)) {}

  caf::actor_system& operator*() { return system_; }
  caf::actor_system* operator->() { return &system_; }
  loop_scheduler& scheduler() { return dynamic_cast<loop_scheduler&>(system_.scheduler()); }

 private:
  struct installed : caf::actor_system_config {
    installed(loops& on, loop_scheduler_options options) {
      install_loop_scheduler(*this, on.group(), std::move(options));
    }
  };
  installed config_;
  caf::actor_system system_{config_};
};

/// The value of a future that becomes ready; a test that would hang fails instead.
template <class T>
T await(std::future<T> future) {
  const bool is_ready = future.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
  if (!is_ready) throw std::runtime_error("waited for a minute");
  return future.get();
}

template <class Function>
class one_call final : public loop_task {
 public:
  using value = std::invoke_result_t<Function&>;
  explicit one_call(Function function) : call_(std::move(function)) {}
  void run() noexcept override {
    const auto self = std::unique_ptr<one_call>(this);
    try {
      if constexpr (std::is_void_v<value>)
        call_(), result_.set_value();
      else
        result_.set_value(call_());
    } catch (...) {
      result_.set_exception(std::current_exception());
    }
  }
  std::future<value> result() { return result_.get_future(); }

 private:
  // A std::packaged_task would be some fifty functions to a compiler, for each call.
  Function call_;
  std::promise<value> result_;
};

/// Calls `function` on that loop and returns at once.
template <class Function>
auto start_at(loop& where, Function function) {
  auto* const call = new one_call<Function>(std::move(function));
  auto result = call->result();
  where.submit(*call);
  return result;
}

/// Calls `function` on that loop and waits for what it returns.
template <class Function>
auto run_at(loop& where, Function function) {
  return await(start_at(where, std::move(function)));
}

} // namespace carrick::test
