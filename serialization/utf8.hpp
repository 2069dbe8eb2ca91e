#pragma once

#include <string_view>

namespace carrick {

/// Whether the text is UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
bool valid_utf8(std::string_view text) noexcept;

} // namespace carrick
