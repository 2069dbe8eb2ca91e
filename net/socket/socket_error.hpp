#pragma once

#include <carrick/net/socket/unique_fd.hpp>

#include <fcntl.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace carrick::net {

/// "Connection reset by peer" for ECONNRESET.
inline std::string errno_text(int error) { return std::generic_category().message(error); }

/// EMFILE or ENFILE while no file can be opened, else 0: functions that look up names take a file
/// that they cannot open for a name that nobody knows.
inline int out_of_descriptors() noexcept {
  const unique_fd one{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  return !one && (errno == EMFILE || errno == ENFILE) ? errno : 0;
}

} // namespace carrick::net
