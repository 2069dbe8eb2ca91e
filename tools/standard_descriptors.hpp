#pragma once

namespace carrick::tools {

/// Puts something at each of the descriptors 0 to 2 that is closed, so that no log, socket or pipe
/// of ours gets its number and with it what is meant for stdin, stdout or stderr: /dev/null, opened
/// the wrong way round, so that reading stdin or writing stdout still fails. Before anything is
/// opened.
void fill_standard_descriptors() noexcept;

} // namespace carrick::tools
