#pragma once

#include <string>
#include <vector>

namespace carrick::tools {

/// A line that a shell takes apart into these words again: quoted where that is needed.
std::string shell_line(const std::vector<std::string>& words);

} // namespace carrick::tools
