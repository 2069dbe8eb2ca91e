#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace carrick {

/// A time as RFC 3339 writes it, in UTC and with all nanoseconds: "2026-11-29T13:32:22.000000001Z".
std::string time_text(std::chrono::system_clock::time_point at);

/// What time_text() gives and the other forms of RFC 3339: fewer digits behind the second or none,
/// an offset such as "+01:00", small letters. Nothing for what is no time, is finer than a
/// nanosecond, a leap second, or beyond the type (the years 1677 to 2262).
std::optional<std::chrono::system_clock::time_point> parse_time(std::string_view text) noexcept;

} // namespace carrick
