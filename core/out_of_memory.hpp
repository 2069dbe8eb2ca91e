#pragma once

#include <carrick/core/status.hpp>

namespace carrick {

/// What a std::bad_alloc means: `overloaded`, "out of memory"; without the text where there is no
/// memory for it either.
status out_of_memory() noexcept;

} // namespace carrick
