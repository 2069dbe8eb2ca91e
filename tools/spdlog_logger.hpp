#pragma once

#include <carrick/core/log.hpp>
#include <carrick/tools/log_levels.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace carrick::config {
struct log_spec;
}

namespace carrick::tools {

struct logger_options {
  log_levels levels{{}};
  std::string node; ///< named in JSON lines
  bool json = false;
  bool color = false;
  std::size_t queue = 8192; ///< lines; the oldest go when nobody takes them
  int descriptor = 2;       ///< stderr
};

/// As the file says; `terminal`: where the lines go is one.
logger_options logger_options_from(const config::log_spec& spec, bool terminal);

/// A node's log, written by a thread of its own: whoever logs is never held up. Text is
/// "05:03:23.120 warn  link      no link with n2"; JSON is a line
/// {"time","level","node","component","text"}.
class spdlog_logger final : public logger {
 public:
  explicit spdlog_logger(logger_options options);
  /// Writes what is queued and what its reader takes at once.
  ~spdlog_logger() override;

  void write(log_level level, std::string_view component, std::string_view text) override;
  bool enabled(log_level level) const noexcept override { return levels_.enabled(level); }
  /// Lines that nobody took.
  std::uint64_t lost() const noexcept;

 private:
  struct parts;
  log_levels levels_;
  std::atomic<std::uint64_t> unwritten_{0}; // for want of memory
  std::unique_ptr<parts> parts_;
};

} // namespace carrick::tools
