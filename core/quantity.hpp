#pragma once

#include <carrick/core/problem.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace carrick {

// How durations and sizes are written, wherever people write or read them: in the configuration, in
// the options of actors, on the command line, in JSON and in the log. What is formatted is parsed
// back to the same.

/// "250ms", "1.5s", "-2h": a number, at once followed by ns, us, ms, s, m (or min), h or d, which
/// are 24 hours. Exact to the nanosecond.
result<duration, problem> parse_duration(std::string_view text);
/// The same, counted in units of so many nanoseconds; exact too, also where a duration in
/// nanoseconds would not fit.
result<std::int64_t, problem> parse_duration(std::string_view text, std::int64_t unit_ns);

/// In the largest of d, h and m that shows it as a whole number, else in the largest of s, ms, us
/// and ns that is not larger: "2m", "90s", "1.5s".
std::string format_duration(duration d);
std::string format_duration(std::int64_t count, std::int64_t unit_ns);

/// What was measured, for people: rounded to three digits, from a minute on to seconds, minutes or
/// hours: "87us", "1.24ms", "125s".
std::string show_duration(duration d);

/// The name of a unit of so many nanoseconds; empty if it has none.
std::string_view duration_unit(std::int64_t ns) noexcept;

/// "64KiB": a whole number, at once followed by B, KiB, MiB or GiB.
result<std::size_t, problem> parse_size(std::string_view text);
/// In the largest unit that shows it as a whole number.
std::string format_size(std::size_t bytes);

} // namespace carrick
