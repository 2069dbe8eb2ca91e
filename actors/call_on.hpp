#pragma once

#include <carrick/actors/loop.hpp>
#include <carrick/core/ensure.hpp>
#include <carrick/core/loop_task.hpp>

#include <functional>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

namespace carrick {

/// Runs `f` on that loop and waits for what it returns. Not from a loop, which it would hold up.
template <class F>
auto call_on(loop& where, F&& f) -> std::invoke_result_t<F&> {
  using value = std::invoke_result_t<F&>;
  struct waiting_task final : loop_task {
    explicit waiting_task(F& work) : task(std::ref(work)) {}
    void run() noexcept override {
      auto moved = std::move(task); // the waiting side may go on, and end this, inside the call
      moved();
    }
    std::packaged_task<value()> task;
  };
  ENSURE(loop::current() == nullptr);
  waiting_task work{f};
  auto done = work.task.get_future();
  where.submit(work);
  if (loop_driver* const driver = where.driver()) {
    auto ran = [&] { return done.wait_for(duration::zero()) == std::future_status::ready; };
    ENSURE(driver->pass(ran, never));
  }
  return done.get();
}

/// The same for who may be on that loop already, as in a handler of an actor there: then `f` runs
/// at once.
template <class F>
auto call_or_run(loop& where, F&& f) -> std::invoke_result_t<F&> {
  if (loop::current() == &where) return f();
  return call_on(where, f);
}

/// Has `f` run on that loop, some time. From anywhere; for what is rare, since it allocates.
template <class F>
void run_on(loop& where, F f) {
  struct owning_task final : loop_task {
    explicit owning_task(F work) : f(std::move(work)) {}
    void run() noexcept override {
      std::unique_ptr<owning_task> self{this};
      f();
    }
    F f;
  };
  where.submit(*std::make_unique<owning_task>(std::move(f)).release());
}

} // namespace carrick
