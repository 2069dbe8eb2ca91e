#pragma once

#include <carrick/core/log.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace carrick::tools {

/// One line of a node's log.
struct log_line {
  std::chrono::system_clock::time_point time;
  log_level level = log_level::info;
  std::string_view node, component, text;
};

/// One line without its end, whatever bytes the texts hold: made_printable() as text, and in JSON.
std::string to_text(const log_line& line, bool color);
std::string to_json(const log_line& line);

/// The level, component and text of a line that to_json() wrote; nothing for any other text. How
/// `up` reads its children.
struct parsed_log_line {
  std::chrono::system_clock::time_point time;
  log_level level = log_level::info;
  std::string component, text;
};
std::optional<parsed_log_line> parse_log_line(std::string_view json);

} // namespace carrick::tools
