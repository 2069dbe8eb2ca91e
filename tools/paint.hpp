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

/// The text with control characters as \xNN: one line stays one line, and nothing that another node
/// said moves the cursor.
std::string without_controls(std::string_view text);

} // namespace carrick::tools
