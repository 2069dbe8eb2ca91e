#pragma once

#include <carrick/core/planted.hpp>

#include <span>
#include <string_view>

namespace carrick::planted {

struct bug {
  planted_bug which;
  std::string_view name;
  std::string_view mistake; ///< what the programmer did, in a few words
};

/// The canary first: it breaks every run. Without planted_bug::none.
std::span<const bug> all_bugs() noexcept;
/// "none" for planted_bug::none.
std::string_view name_of(planted_bug which) noexcept;

} // namespace carrick::planted
