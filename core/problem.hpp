#pragma once

#include <string>

namespace carrick {

/// Why a text is not what it should be, and what to write instead.
struct problem {
  std::string message;
  std::string hint; ///< may be empty
};

/// "message; hint".
inline std::string to_string(const problem& p) {
  return p.hint.empty() ? p.message : p.message + "; " + p.hint;
}

} // namespace carrick
