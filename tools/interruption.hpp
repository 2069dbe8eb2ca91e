#pragma once

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

} // namespace interruption
} // namespace carrick::tools
