#pragma once

#include <carrick/core/time.hpp>

#include <initializer_list>
#include <optional>

namespace carrick::tools {

/// Takes signals as values instead of interruptions: from construction on they wait here, in this
/// thread and in all that it makes. Made before other threads. Processes that are started with
/// give_back() get them as usual.
///
/// A signal that was ignored when this process began (`nohup`, `&` in a script) stays ignored; but
/// SIGTERM is always taken.
class signals {
 public:
  /// Throws std::system_error when there is no descriptor for it.
  explicit signals(std::initializer_list<int> taken);
  ~signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  /// Readable when one waits: for poll().
  int descriptor() const noexcept { return descriptor_; }
  /// The next one, waiting at most so long.
  std::optional<int> wait(duration limit);

  static bool is_ignored(int signal) noexcept;
  /// From now on output that cannot be written, to a pipe that nobody reads or a file at its limit,
  /// ends nothing: who writes is told.
  static void outlive_outputs() noexcept;
  /// For a child between fork and exec: the default mask and handling.
  static void give_back() noexcept;

 private:
  int descriptor_;
};

} // namespace carrick::tools
