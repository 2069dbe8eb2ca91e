#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carrick {

/// The name in `known` that `given` was probably meant to be (edit distance of at most a third of
/// its length, at least 1; two letters in the wrong order count as one edit), or an empty string.
std::string nearest(std::string_view given, const std::vector<std::string>& known);

} // namespace carrick
