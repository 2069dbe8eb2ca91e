#pragma once

#include <ucontext.h>

#include <cstddef>
#include <exception>
#include <functional>

namespace carrick::sim {

/// Straight code on a stack of its own, which waits where it is and goes on there: what simulated
/// clients run on. One thread; the code may throw, also while it waits inside of a handler of an
/// exception.
///
/// No coroutine: GCC 12 copies the bytes of an aggregate that is made inside of a co_await, as in
/// `co_await c.ask("n1", put{key, data})`, and our messages are aggregates.
class fiber {
 public:
  /// Without what it calls: a page behind it ends the process.
  static constexpr std::size_t stack_bytes = 512 * 1024;

  explicit fiber(std::function<void()> body);
  /// Of one that waits: as end().
  ~fiber();
  fiber(const fiber&) = delete;
  fiber& operator=(const fiber&) = delete;

  /// From outside: up to where it waits next, or to its end.
  void go_on();
  /// From inside: until go_on().
  void wait();
  /// From outside: what waits is left by an exception that is of no type of the user's, so that
  /// everything on the stack is destroyed.
  void end();

  bool is_over() const noexcept { return over_; }
  bool is_ending() const noexcept { return ending_; }
  /// What it threw, if it did; of one that is over.
  const std::exception_ptr& thrown() const noexcept { return thrown_; }

 private:
  struct left {};
  /// What the C++ runtime keeps for each stack of exceptions.
  struct exceptions {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };

  static void enter(unsigned int high, unsigned int low);
  void run();
  void switch_over(ucontext_t& from, ucontext_t& to, bool for_good);

  std::function<void()> body_;
  void* memory_ = nullptr; // a page that may not be touched, and the stack
  ucontext_t inside_{}, outside_{};
  exceptions others_; // of the side that does not run
  bool begun_ = false, over_ = false, ending_ = false;
  std::exception_ptr thrown_;
  // Where AddressSanitizer shall look for the stack that is switched to.
  const void* outer_stack_ = nullptr;
  std::size_t outer_bytes_ = 0;
};

} // namespace carrick::sim
