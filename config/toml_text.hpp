#pragma once

#include <carrick/config/finding.hpp>
#include <carrick/config/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace carrick::config {

/// A longer text is refused, and no more of a file is read.
inline constexpr std::size_t text_bytes_max = 1 << 20;

/// The tree that a TOML text stands for, every key and value with its line, or its first error.
/// `file` names it in places. Dates are refused: nothing here takes one.
std::variant<value, finding> parse_toml(std::string_view text, const std::string& file);

/// A value as the environment and --set give it: TOML if it is TOML ("5", "true", `["a"]`,
/// `{ min = "1s" }`), else the text itself.
value parse_value(std::string_view text, const origin& where);

/// As TOML writes it.
std::string toml_string(std::string_view text);
/// A key as it stands in TOML, quoted if it must be.
std::string toml_key(std::string_view key);
/// On one line.
std::string toml_text(const value& v);

} // namespace carrick::config
