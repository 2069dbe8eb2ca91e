#pragma once

#include <carrick/core/time.hpp>

#include <string>

namespace carrick::tools {

/// For people, three digits and a unit: "87 us", "1.24 ms", "3.2 s", "2 min 5 s".
std::string show_duration(duration d);

} // namespace carrick::tools
