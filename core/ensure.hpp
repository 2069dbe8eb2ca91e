#pragma once

namespace carrick {

/// Prints the broken condition with its place on stderr and aborts.
[[noreturn]] void ensure_failed(const char* condition, const char* file, int line) noexcept;

} // namespace carrick

/// A bug of ours: checked in every build. Never used for what a peer, a user or the machine can do.
#define ENSURE(condition)                                                                          \
  (static_cast<bool>(condition) ? static_cast<void>(0)                                             \
                                : ::carrick::ensure_failed(#condition, __FILE__, __LINE__))
