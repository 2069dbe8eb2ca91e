#pragma once

#include <carrick/core/time.hpp>

#include <initializer_list>
#include <optional>

namespace carrick::tools {

/// Takes signals as values instead of interruptions: from construction on they wait here, in this
/// thread and in all that it makes. Made before other threads. Processes that are started with
/// give_back() get them as usual.
class signals {
 public:
  explicit signals(std::initializer_list<int> taken);
  ~signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  /// Readable when one waits: for poll().
  int descriptor() const noexcept { return descriptor_; }
  /// The next one, waiting at most so long.
  std::optional<int> wait(duration limit);

  /// For a child between fork and exec: the default mask and handling.
  static void give_back() noexcept;

 private:
  int descriptor_;
};

} // namespace carrick::tools
