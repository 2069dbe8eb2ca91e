#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/failure.hpp>

#include <iosfwd>
#include <optional>
#include <string>

namespace carrick::tools {

/// Where a command's messages come from: its argument, or, if that is "-", a line of `in` each
/// (empty ones are skipped) of at most line_bytes_max.
class json_lines {
 public:
  json_lines(std::string argument, std::istream& in) : argument_(std::move(argument)), in_(in) {}

  /// More than a message of the usual largest size takes as JSON.
  static constexpr std::size_t line_bytes_max = 64 * limits::MiB;

  bool from_input() const noexcept { return argument_ == "-"; }
  /// False at the end. `place` is "line 3", or empty for the argument.
  bool next(std::string& json, std::string& place);
  /// After next() has returned false: that a line is too long, behind which nothing is read.
  const std::optional<failure>& broken() const noexcept { return broken_; }

 private:
  bool read_line(std::string& to);

  std::string argument_;
  std::istream& in_;
  std::size_t line_ = 0;
  bool done_ = false;
  std::optional<failure> broken_;
};

/// The message, or wrong usage that names the place.
outcome<message_value> message_at(const message_type& type, const std::string& json,
                                  const std::string& place);

} // namespace carrick::tools
