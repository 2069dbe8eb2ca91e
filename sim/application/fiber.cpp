#include <carrick/sim/application/fiber.hpp>

#include <carrick/core/ensure.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cxxabi.h>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace carrick::sim {
namespace {

std::size_t page_bytes() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }
std::size_t fiber_bytes() { return fiber::stack_bytes + page_bytes(); }

} // namespace

fiber::fiber(std::function<void()> body) : body_(std::move(body)) {
  memory_ = ::mmap(nullptr, fiber_bytes(), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory_ == MAP_FAILED) throw std::bad_alloc{};
  ::mprotect(memory_, page_bytes(), PROT_NONE);
  ENSURE(::getcontext(&inside_) == 0);
  inside_.uc_stack.ss_sp = static_cast<char*>(memory_) + page_bytes();
  inside_.uc_stack.ss_size = stack_bytes;
  inside_.uc_link = nullptr;
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  ::makecontext(&inside_, reinterpret_cast<void (*)()>(&fiber::enter), 2,
                static_cast<unsigned int>(self >> 32), static_cast<unsigned int>(self));
}

fiber::~fiber() {
  end();
  ::munmap(memory_, fiber_bytes());
}

/// makecontext() passes integers alone.
void fiber::enter(unsigned int high, unsigned int low) {
  reinterpret_cast<fiber*>(std::uintptr_t{high} << 32 | low)->run();
}

void fiber::run() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &outer_stack_, &outer_bytes_);
#endif
  try {
    body_();
  } catch (const left&) {
  } catch (...) {
    thrown_ = std::current_exception();
  }
  over_ = true;
  switch_over(inside_, outside_, true);
}

void fiber::switch_over(ucontext_t& from, ucontext_t& to, [[maybe_unused]] bool for_good) {
  const bool inward = &to == &inside_;
  auto* own = reinterpret_cast<exceptions*>(abi::__cxa_get_globals());
  std::swap(*own, others_);
#if defined(__SANITIZE_ADDRESS__)
  void* fake = nullptr;
  __sanitizer_start_switch_fiber(for_good ? nullptr : &fake,
                                 inward ? inside_.uc_stack.ss_sp : outer_stack_,
                                 inward ? stack_bytes : outer_bytes_);
#endif
  ::swapcontext(&from, &to);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake, inward ? nullptr : &outer_stack_,
                                  inward ? nullptr : &outer_bytes_);
#else
  static_cast<void>(inward);
#endif
}

void fiber::go_on() {
  ENSURE(!over_);
  begun_ = true;
  switch_over(outside_, inside_, false);
}

void fiber::wait() {
  if (ending_) throw left{};
  switch_over(inside_, outside_, false);
  if (ending_) throw left{};
}

void fiber::end() {
  if (over_) return;
  ending_ = true;
  if (begun_)
    go_on();
  else
    over_ = true;
}

} // namespace carrick::sim
