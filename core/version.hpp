#pragma once

#include <string_view>

namespace carrick {

/// Of this library; CMakeLists.txt says the same, and a test compares them.
inline constexpr std::string_view version_text = "0.1.0";

} // namespace carrick
