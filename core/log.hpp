#pragma once

#include <string>
#include <string_view>

namespace carrick {

enum class log_level : unsigned char { trace, debug, info, warn, error, off };

std::string_view name_of(log_level level) noexcept;
bool parse_log_level(std::string_view name, log_level& out) noexcept;

/// Where a node's log lines go. A logger is given to whoever logs; there is no global one.
/// Any thread may call write(); implementations do not block the caller for long.
class logger {
 public:
  virtual ~logger() = default;
  /// `component` is a short word such as "link" or "node"; `text` is one line for people.
  virtual void write(log_level level, std::string_view component, std::string_view text) = 0;
  virtual bool enabled(log_level level) const noexcept = 0;

  void info(std::string_view component, std::string_view text) {
    if (enabled(log_level::info)) write(log_level::info, component, text);
  }
  void warn(std::string_view component, std::string_view text) {
    if (enabled(log_level::warn)) write(log_level::warn, component, text);
  }
  void debug(std::string_view component, std::string_view text) {
    if (enabled(log_level::debug)) write(log_level::debug, component, text);
  }
  void error(std::string_view component, std::string_view text) {
    if (enabled(log_level::error)) write(log_level::error, component, text);
  }
};

/// Drops every line: the default of tests and of embedded use.
logger& null_logger() noexcept;

/// Bytes from a peer as they may stand in a log line: printable ASCII kept, the rest as \xNN, cut
/// at 128 bytes.
std::string printable(std::string_view from_peer);

} // namespace carrick
