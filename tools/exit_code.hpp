#pragma once

#include <carrick/core/status.hpp>

namespace carrick::tools {

/// What the command line returns to the shell: the table of docs/cli.md, which scripts rely on.
enum class exit_code : int {
  success = 0,
  negative = 1,        ///< it ran, and its answer is "no"
  usage = 2,           ///< wrong usage or invalid configuration
  unreachable = 3,     ///< nobody reachable
  deadline = 4,        ///< deadline exceeded
  not_found = 5,       ///< the named node, actor or handler does not exist
  refused = 6,         ///< credentials, cluster name, version or layout
  partial = 7,         ///< some nodes succeeded
  invariant = 20,      ///< sim: an invariant did not hold; the seed is the last line of stdout
  handler_status = 64, ///< call, post, stream: 64 + n, the other side answered status n
  interrupted = 130,
  terminated = 143,
};

/// Of a status that ends a command.
exit_code exit_code_of(code c) noexcept;

/// Of a status that ended a call, post or stream: what tells of the way there has a code of its
/// own, as in exit_code_of(); everything else is the handler's verdict, 64 + n.
exit_code exit_code_of_answer(code c) noexcept;

/// 128 + signal.
constexpr exit_code exit_code_of_signal(int signal) noexcept {
  return static_cast<exit_code>(128 + signal);
}

} // namespace carrick::tools
