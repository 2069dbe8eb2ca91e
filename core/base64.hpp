#pragma once

#include <carrick/core/bytes.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick {

/// RFC 4648, section 4, with padding: how JSON shows bytes.
std::string to_base64(byte_span bytes);
/// Nothing unless the text is exactly what to_base64() makes of some bytes.
std::optional<std::vector<std::byte>> from_base64(std::string_view text);

} // namespace carrick
