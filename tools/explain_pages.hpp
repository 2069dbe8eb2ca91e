#pragma once

#include <carrick/core/status.hpp>

#include <string>
#include <string_view>

namespace carrick::tools {

/// The longer text about a code: how one gets there, and what to look at. Lines of at most 80
/// characters.
std::string_view explain_page(code c) noexcept;

/// The whole page: name, id, sentence, page, hint, exit code, and what it means for a repeat.
std::string explain_text(code c);

} // namespace carrick::tools
