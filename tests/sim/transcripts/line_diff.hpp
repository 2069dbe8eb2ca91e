#pragma once

#include <string>
#include <string_view>

namespace carrick::test::transcripts {

/// What makes `after` of `before`, line by line, with three lines around each change, as `diff -u`
/// writes it; empty if they are equal.
std::string unified_diff(std::string_view before, std::string_view after);

} // namespace carrick::test::transcripts
