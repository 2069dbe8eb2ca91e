#pragma once

#include <string>
#include <system_error>

namespace carrick::net {

/// "Connection reset by peer" for ECONNRESET.
inline std::string errno_text(int error) { return std::generic_category().message(error); }

} // namespace carrick::net
