#pragma once

#include <carrick/core/time.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace carrick::config {

/// Why a text is not what it should be, and what to write instead.
struct problem {
  std::string message;
  std::string hint;
};

template <class T>
using parsed = std::variant<T, problem>;

/// "250ms", "1.5s": a number, at once followed by ns, us, ms, s, m (or min) or h. Not negative;
/// exact to the nanosecond.
parsed<duration> parse_duration(std::string_view text);
/// "64KiB": a whole number, at once followed by B, KiB, MiB or GiB.
parsed<std::size_t> parse_size(std::string_view text);

/// In the largest unit that shows it exactly; parse_duration() and parse_size() read it back.
std::string format_duration(duration d);
std::string format_size(std::size_t bytes);

} // namespace carrick::config
