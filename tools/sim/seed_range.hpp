#pragma once

#include <carrick/tools/failure.hpp>

#include <cstdint>
#include <string>

namespace carrick::tools {

/// Consecutive seeds, both ends included.
struct seed_range {
  std::uint64_t first = 1, last = 0;

  std::uint64_t count() const noexcept { return last + 1 - first; }
};

/// "1..1000", or "1000" for the first so many.
outcome<seed_range> parse_seeds(const std::string& text);
/// The part `i/n` of a range, i from 1: consecutive again.
outcome<seed_range> shard_of(const seed_range& all, const std::string& text);

} // namespace carrick::tools
