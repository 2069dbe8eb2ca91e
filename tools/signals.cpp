#include <carrick/tools/signals.hpp>

#include <carrick/core/ensure.hpp>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>

namespace carrick::tools {
namespace {

int milliseconds_of(duration d) {
  auto count = std::chrono::ceil<std::chrono::milliseconds>(d).count();
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, 60'000));
}

} // namespace

signals::signals(std::initializer_list<int> taken) {
  sigset_t set;
  sigemptyset(&set);
  for (int one : taken) sigaddset(&set, one);
  ENSURE(pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
  descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  ENSURE(descriptor_ >= 0);
}

// The signals stay blocked: one that comes late must not end the program in the middle of its end.
signals::~signals() { ::close(descriptor_); }

std::optional<int> signals::wait(duration limit) {
  pollfd ready{.fd = descriptor_, .events = POLLIN, .revents = 0};
  ::poll(&ready, 1, milliseconds_of(limit));
  signalfd_siginfo info;
  if (::read(descriptor_, &info, sizeof info) != sizeof info) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

void signals::give_back() noexcept {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
}

} // namespace carrick::tools
