#pragma once

#include <carrick/core/result.hpp>

#include <cstddef>
#include <string>

namespace carrick {

/// What a file holds, also a pipe or a device, of which no more than one byte beyond `bytes_max` is
/// read. The failure does not name the file: `not_found`, `too_large`, or `invalid_argument` with
/// what the system says.
result<std::string> read_file(const std::string& path, std::size_t bytes_max);

} // namespace carrick
