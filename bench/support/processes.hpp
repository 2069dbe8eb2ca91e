#pragma once

#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace carrick::bench {

/// Nothing of a measurement outlives this: SIGALRM ends the process.
inline void limit_life(double seconds) { ::alarm(static_cast<unsigned>(seconds) + 30); }

/// Binds the process and its later threads to one processor.
inline void pin_to(std::size_t index) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(index % static_cast<std::size_t>(::sysconf(_SC_NPROCESSORS_ONLN)), &one);
  ::sched_setaffinity(0, sizeof one, &one);
}

/// The processes of one measurement: this one and its children, which die with it.
class processes {
 public:
  processes() : pids_{::getpid()} {}
  processes(const processes&) = delete;
  processes& operator=(const processes&) = delete;
  ~processes() { kill_children(); }

  /// Runs `body`, which does not throw, in a child of its own. Call before any thread starts.
  template <class Body>
  void start(double seconds, Body body) {
    const auto parent = ::getpid();
    const auto pid = ::fork();
    if (pid < 0) throw std::runtime_error{"cannot fork"};
    if (pid != 0) return pids_.push_back(pid);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    limit_life(seconds);
    body();
    ::_exit(1);
  }

  /// Throws when a child is gone.
  void check_alive() const {
    for (std::size_t i = 1; i < pids_.size(); ++i) {
      if (::waitpid(pids_[i], nullptr, WNOHANG) != 0) throw std::runtime_error{"a child has ended"};
    }
  }

  /// User and system time of all of them so far, in seconds.
  double cpu_seconds() const {
    double sum = 0;
    for (auto pid : pids_) {
      clockid_t clock{};
      timespec used{};
      if (::clock_getcpuclockid(pid, &clock) != 0) throw std::runtime_error{"a process has ended"};
      ::clock_gettime(clock, &used);
      sum += static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
    }
    return sum;
  }

  /// Peak resident memory, summed over all of them.
  std::uint64_t peak_rss_kib() const {
    std::uint64_t sum = 0;
    for (auto pid : pids_) sum += peak_rss_kib(pid);
    return sum;
  }

  void kill_children() {
    while (pids_.size() > 1) {
      ::kill(pids_.back(), SIGKILL);
      ::waitpid(pids_.back(), nullptr, 0);
      pids_.pop_back();
    }
  }

 private:
  static std::uint64_t peak_rss_kib(pid_t pid) {
    std::ifstream file{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string word; file >> word;) {
      std::uint64_t kib = 0;
      if (word == "VmHWM:" && file >> kib) return kib;
    }
    return 0;
  }

  std::vector<pid_t> pids_;
};

} // namespace carrick::bench
