#pragma once

#include <carrick/core/result.hpp>

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace carrick::tools {

/// How a process ended.
struct process_end {
  int code = 0;   ///< if it ended by itself
  int signal = 0; ///< if a signal ended it; else 0

  bool good() const noexcept { return code == 0 && signal == 0; }
};
/// "exited with code 2", "killed by signal 9 (Killed)".
std::string to_string(const process_end& end);

/// This program once more, as a child: it reads nothing, what it prints comes through pipes, it is
/// in a process group of its own (Ctrl-C is for us alone), and it is killed when this process dies.
class child_process {
 public:
  /// Of a process with one thread. `arguments` has no program name.
  static result<child_process> start(const std::vector<std::string>& arguments);
  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&&) = delete;
  /// Kills and reaps it if it still runs.
  ~child_process();

  pid_t pid() const noexcept { return pid_; }
  /// What it prints, non-blocking.
  int out() const noexcept { return out_; }
  int err() const noexcept { return err_; }

  void send(int signal) const noexcept;
  /// How it ended; nothing while it runs.
  const std::optional<process_end>& look();

 private:
  child_process(pid_t pid, int out, int err) : pid_(pid), out_(out), err_(err) {}

  pid_t pid_;
  int out_, err_;
  std::optional<process_end> end_;
};

} // namespace carrick::tools
