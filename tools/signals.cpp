#include <carrick/tools/signals.hpp>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace carrick::tools {
namespace {

int milliseconds_of(duration d) {
  auto count = std::chrono::ceil<std::chrono::milliseconds>(d).count();
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, 60'000));
}

// What ends a process when it writes.
constexpr std::array<int, 2> of_outputs{SIGPIPE, SIGXFSZ};

} // namespace

bool signals::is_ignored(int signal) noexcept {
  struct sigaction now {};
  return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

signals::signals(std::initializer_list<int> taken) {
  sigset_t set;
  sigemptyset(&set);
  // A signal that is blocked waits here even if it is ignored.
  for (int one : taken)
    if (one == SIGTERM || !is_ignored(one)) sigaddset(&set, one);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor_ < 0) throw std::system_error{errno, std::generic_category(), "signals"};
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

void signals::outlive_outputs() noexcept {
  for (int one : of_outputs) ::signal(one, SIG_IGN);
}

void signals::give_back() noexcept {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int one : of_outputs) ::signal(one, SIG_DFL);
}

} // namespace carrick::tools
