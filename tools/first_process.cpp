#include <carrick/tools/first_process.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace carrick::tools {
namespace {

constexpr pid_t first_pid = 1;

sigset_t passed_on() noexcept {
  sigset_t out;
  sigemptyset(&out);
  for (int one : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2}) sigaddset(&out, one);
  return out;
}

int exit_of_state(int state) noexcept {
  return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

/// Asks for the ends of all that have ended; that of `child` if it is among them.
std::optional<int> reap(pid_t child) noexcept {
  std::optional<int> out;
  int state = 0;
  for (pid_t ended; (ended = ::waitpid(-1, &state, WNOHANG)) > 0;)
    if (ended == child) out = exit_of_state(state);
  return out;
}

int look_after(pid_t child, const sigset_t& taken) noexcept {
  for (;;) {
    siginfo_t came;
    const int signal = ::sigwaitinfo(&taken, &came);
    if (signal == SIGCHLD) {
      if (auto exit = reap(child)) return *exit;
    } else if (signal > 0 && came.si_code != SI_KERNEL) { // a terminal has told the child as well
      ::kill(child, signal);
    }
  }
}

} // namespace

std::optional<int> be_first_process() {
  if (::getpid() != first_pid) return {};
  sigset_t taken = passed_on(), before;
  sigaddset(&taken, SIGCHLD);
  ::pthread_sigmask(SIG_BLOCK, &taken, &before);
  // Ignored, as it may have been handed down, ends would be told to nobody.
  std::signal(SIGCHLD, SIG_DFL);
  const pid_t child = ::fork();
  if (child > 0) return look_after(child, taken);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return {}; // without a child it does the work itself
}

} // namespace carrick::tools
