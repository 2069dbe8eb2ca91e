#pragma once

#include <carrick/sim/outcome.hpp>
#include <carrick/tools/failure.hpp>
#include <carrick/tools/invocation.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace carrick::tools {

/// Lines of the trace that a report shows.
inline constexpr std::size_t report_lines = 200;

/// Why no report could be written there, before a run is made for it; nothing if one can.
std::optional<failure> check_report(const std::string& path);
/// The page of a run with a timeline; `again` is the line that repeats it. What could not be
/// written to its end is taken away again, unless it was there before.
std::optional<failure> write_report(invocation& at, const std::string& path,
                                    const sim::outcome& run, const std::string& again);

} // namespace carrick::tools
