#pragma once

#include <carrick/core/time.hpp>

namespace carrick::net::test {

/// When the virtual time of a test begins: late, so that there is a time before it.
inline constexpr time_point start{std::chrono::hours(1000)};

} // namespace carrick::net::test
