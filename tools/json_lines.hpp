#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/failure.hpp>
#include <carrick/tools/line_reader.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace carrick::tools {

/// Where a command's messages come from: its argument, or, if that is "-", a line of stdin each, as
/// it comes (empty ones are skipped), of at most line_bytes_max.
class json_lines {
 public:
  /// More than a message of the usual largest size takes as JSON.
  static constexpr std::size_t line_bytes_max = 64 * limits::MiB;

  /// `given_up` ends the input; looked at ten times a second while none comes.
  explicit json_lines(std::string argument, std::function<bool()> given_up = {});
  /// From another descriptor than stdin's.
  json_lines(std::string argument, int descriptor, std::function<bool()> given_up = {});

  bool from_input() const noexcept { return argument_ == "-"; }
  /// Waits for one; false at the end. `place` is "line 3", or empty for the argument.
  bool next(std::string& json, std::string& place);
  /// After next() has returned false: wrong usage, if stdin could not be read to its end, or if a
  /// line is too long, behind which nothing is read.
  std::optional<failure> broken() const;

 private:
  bool wait();

  std::string argument_;
  std::function<bool()> given_up_;
  line_reader reader_;
  std::deque<std::string> waiting_;
  std::size_t line_ = 0;
  bool done_ = false;
  bool too_long_ = false; // the line behind those that wait
};

/// The message, or wrong usage that names the place.
outcome<message_value> message_at(const message_type& type, const std::string& json,
                                  const std::string& place);

} // namespace carrick::tools
