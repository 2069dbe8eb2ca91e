#pragma once

#include <carrick/serialization/message_type.hpp>
#include <carrick/tools/failure.hpp>

#include <functional>
#include <iosfwd>
#include <string>

namespace carrick::tools {

/// Where a command's messages come from: its argument, or, if that is "-", a line of `in` each
/// (empty ones are skipped).
class json_lines {
 public:
  json_lines(std::string argument, std::istream& in) : argument_(std::move(argument)), in_(in) {}

  bool from_input() const noexcept { return argument_ == "-"; }
  /// False at the end. `place` is "line 3", or empty for the argument.
  bool next(std::string& json, std::string& place);

 private:
  std::string argument_;
  std::istream& in_;
  std::size_t line_ = 0;
  bool done_ = false;
};

/// The message, or wrong usage that names the place.
outcome<message_value> message_at(const message_type& type, const std::string& json,
                                  const std::string& place);

} // namespace carrick::tools
