#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carrick {

/// A duration as it is written for people: a whole number and a unit, as "200ms".
struct duration_text {
  std::int64_t count = 0;
  std::string_view unit; ///< ns, us, ms, s, min, h or d
};

/// The unit of `numerator / denominator` seconds, or an empty text when it has no name.
std::string_view duration_unit(std::int64_t numerator, std::int64_t denominator) noexcept;

/// "1.5s", "200ms", "0s" in units of `unit`; nothing when the text is no duration, is finer than
/// the unit, or does not fit.
std::optional<std::int64_t> parse_duration(std::string_view text, std::string_view unit) noexcept;

} // namespace carrick
