#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carrick::tools {

/// The few colours of the command line.
enum class paint : unsigned char { error, warning, good, faint, strong };

/// `text` in that colour, or as it is.
std::string painted(std::string_view text, paint how, bool color);

/// The colour of the n-th node in the log of `up`.
std::string painted_as_node(std::string_view text, std::size_t n, bool color);

} // namespace carrick::tools
