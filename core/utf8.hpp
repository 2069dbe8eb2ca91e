#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carrick {

/// Whether the text is UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
bool valid_utf8(std::string_view text) noexcept;
/// The same, and without control characters (U+0000 to U+001F, U+007F to U+009F): fit to be a name
/// in one line.
bool printable_utf8(std::string_view text) noexcept;
/// The text with U+FFFD in place of each byte that is no UTF-8.
std::string made_valid(std::string_view text);
/// The text as it may stand in a line or on a terminal: control characters, and bytes that are no
/// UTF-8, as \\xNN. What is printable_utf8() already stays as it is.
std::string made_printable(std::string_view text);
/// The first `bytes_max` bytes at most, never cut within a letter.
std::string_view cut_text(std::string_view text, std::size_t bytes_max) noexcept;

} // namespace carrick
