#pragma once

#include <carrick/core/planted.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

namespace carrick::planted {

/// Seeds that one process runs one after the other, until one of them finds something.
struct seed_range {
  std::uint64_t first = 1, last = 1;
};

/// What a run with a planted bug ended with. A run that takes the process with it is a finding,
/// too.
struct finding {
  std::uint64_t seed = 0;
  std::string invariant; ///< "I2", "ENSURE or crash", "no end"
  std::string text;
};

/// A process of its own that runs seeds with one bug, so that it may crash or hang.
class attempt {
 public:
  /// Starts it.
  attempt(planted_bug which, seed_range seeds);
  ~attempt();
  attempt(const attempt&) = delete;
  attempt& operator=(const attempt&) = delete;

  pid_t process() const noexcept { return process_; }
  /// Reads what it has to tell; call when the process has ended with that status of waitpid().
  void collect(int wait_status);
  /// After collect(): nothing if all seeds were right.
  const std::optional<finding>& found() const noexcept { return found_; }
  std::uint64_t seeds_run() const noexcept { return seeds_run_; }

 private:
  pid_t process_ = 0;
  int note_ = -1; // a file in memory
  std::uint64_t seeds_run_ = 0;
  std::optional<finding> found_;
};

} // namespace carrick::planted
