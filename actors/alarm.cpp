#include <carrick/actors/alarm.hpp>

#include <carrick/core/ensure.hpp>

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace carrick {
namespace {

int new_timer() {
  const int fd = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (fd < 0) throw std::system_error{errno, std::generic_category(), "no timer for an event loop"};
  return fd;
}

// CLOCK_MONOTONIC is steady_clock's. A time of zero would stop the timer.
itimerspec at(time_point due) noexcept {
  const auto since = std::max(due.time_since_epoch(), duration{1});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  itimerspec spec{};
  spec.it_value.tv_sec = seconds.count();
  spec.it_value.tv_nsec = static_cast<long>((since - seconds).count());
  return spec;
}

} // namespace

alarm::alarm(boost::asio::io_context& io) : timer_(io, new_timer()) { listen(); }

void alarm::set(time_point due) {
  if (due >= rings_at_) return;
  const auto spec = at(due);
  ENSURE(::timerfd_settime(timer_.native_handle(), TFD_TIMER_ABSTIME, &spec, nullptr) == 0);
  rings_at_ = due;
}

void alarm::listen() {
  timer_.async_wait(timer_.wait_read, [this](const boost::system::error_code& error) {
    if (error) return; // destroyed
    std::uint64_t rings = 0;
    if (::read(timer_.native_handle(), &rings, sizeof rings) > 0) rings_at_ = never;
    listen();
  });
}

} // namespace carrick
