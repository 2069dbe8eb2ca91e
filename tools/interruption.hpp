#pragma once

#include <stop_token>
#include <thread>

namespace carrick::tools {

/// Ctrl-C and termination of a command that only talks to nodes. Without take() they end the
/// program at once, as usual. With it the first one is noted here, and the program ends itself when
/// it did not end within a second; a second one ends it at once. As with `signals`, what was
/// ignored at the start stays ignored, but for termination.
namespace interruption {

/// Again is harmless.
void take();
/// The signal that came; 0: none.
int signal() noexcept;

/// Requests a stop when a signal comes while it lives: for who waits and cannot look.
class watch {
 public:
  watch();
  std::stop_token token() const noexcept { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread looks_;
};

} // namespace interruption
} // namespace carrick::tools
