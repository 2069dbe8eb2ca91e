#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace carrick {

/// How many processors this process may use at once: those of its affinity, but no more than its
/// control groups pay for. At least 1.
std::size_t usable_processors();

/// What the CPU quotas of this process' control groups, of either version, and of all around them
/// amount to: the least, a part of a processor counted as one. Nothing without a quota. `root` is
/// where /proc and /sys stand.
std::optional<std::size_t> processors_of_quota(const std::string& root = {});

} // namespace carrick
