#pragma once

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/call_state.hpp>
#include <carrick/core/result.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace carrick {

/// Work of an actor on a thread that may block; it comes back as an event with what it gave.
class blocking_event : public actor_event {
 public:
  /// Hands it to the node's pool; `self` is the actor in whose turn this is.
  static void start(std::unique_ptr<blocking_event> event, actor_base& self);

  /// On a pool thread.
  void work() noexcept;
  void run(actor_base& self) final;
  std::string describe() const final { return "the result of blocking()"; }
  /// Back to the actor: with what work() gave, or why it did not run.
  static void go_back(std::unique_ptr<blocking_event> event, status not_run);

 protected:
  /// On a pool thread; may throw.
  virtual void do_work() = 0;
  /// In the actor. `verdict` is ok if the work returned.
  virtual void deliver(const status& verdict) = 0;

 private:
  caf::strong_actor_ptr actor_;
  call_ptr context_;
  status verdict_;
};

namespace detail {

template <class T>
struct blocking_result {
  using type = result<T>;
};
template <class T>
struct blocking_result<result<T>> {
  using type = result<T>;
};
template <>
struct blocking_result<void> {
  using type = status;
};
template <>
struct blocking_result<status> {
  using type = status;
};

template <class Work, class OnResult>
class typed_blocking final : public blocking_event {
 public:
  using value = std::invoke_result_t<Work&>;
  using outcome = typename blocking_result<value>::type;

  typed_blocking(Work work, OnResult f) : work_(std::move(work)), f_(std::move(f)) {}

 private:
  void do_work() override {
    if constexpr (std::is_void_v<value>) {
      work_();
      outcome_.emplace();
    } else {
      outcome_.emplace(work_());
    }
  }
  void deliver(const status& verdict) override {
    f_(verdict.ok() ? std::move(*outcome_) : outcome{verdict});
  }

  Work work_;
  OnResult f_;
  std::optional<outcome> outcome_;
};

} // namespace detail

/// Work for another thread, which begins with then().
template <class Work>
class [[nodiscard]] blocking_work_of {
 public:
  using outcome = typename detail::blocking_result<std::invoke_result_t<Work&>>::type;

  blocking_work_of(actor_base& self, Work work) : self_(self), work_(std::move(work)) {}

  /// Runs the work on a thread of the node's pool, and then `on_result` in this actor with a result
  /// of what it returned (a status for void). An exception becomes `internal`; a full pool,
  /// or no thread to be had for it, is `overloaded`, and the work was not run.
  template <class OnResult>
  void then(OnResult on_result) && {
    static_assert(std::is_invocable_v<OnResult&, outcome>,
                  "carrick: the callback after blocking() takes a carrick::result of what the work "
                  "returns, or a carrick::status if it returns nothing");
    blocking_event::start(std::make_unique<detail::typed_blocking<Work, OnResult>>(
                            std::move(work_), std::move(on_result)),
                          self_);
  }

 private:
  actor_base& self_;
  Work work_;
};

} // namespace carrick
