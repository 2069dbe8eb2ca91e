#pragma once

#include <carrick/tools/console.hpp>
#include <carrick/tools/failure.hpp>

#include <exception>
#include <optional>
#include <string>

namespace carrick::tools {

/// What errno says of a limit of this process or machine, with the limit: "too many open files; of
/// this process: 64 (ulimit -n)"; nothing for what is no limit.
std::optional<std::string> limit_reached(int error);

/// Why a command could not go on: a limit that was reached, by its name, or whatever was thrown.
failure failure_of(const std::exception& thrown);

/// From now on a thread that dies of a limit, memory above all, ends the program with that failure,
/// told as `out` tells it, in place of an abort. Once, before there are threads; `out` stays.
void tell_limits_at_terminate(const console& out);

} // namespace carrick::tools
