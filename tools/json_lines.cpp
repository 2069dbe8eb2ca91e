#include <carrick/tools/json_lines.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/tools/json_view.hpp>

#include <istream>

namespace carrick::tools {

bool json_lines::next(std::string& json, std::string& place) {
  if (!from_input()) {
    json = argument_;
    place.clear();
    return !std::exchange(done_, true);
  }
  while (read_line(json)) {
    if (json.find_first_not_of(" \t\r") == json.npos) continue;
    place = "line " + std::to_string(line_);
    return true;
  }
  return false;
}

bool json_lines::read_line(std::string& to) {
  constexpr int end = std::istream::traits_type::eof();
  to.clear();
  ++line_;
  int next = in_.get();
  for (; next != end && next != '\n'; next = in_.get()) {
    if (to.size() == line_bytes_max) {
      broken_ = usage_failure("line " + std::to_string(line_) + " of stdin is longer than " +
                              format_size(line_bytes_max));
      return false;
    }
    to += static_cast<char>(next);
  }
  return next != end || !to.empty();
}

outcome<message_value> message_at(const message_type& type, const std::string& json,
                                  const std::string& place) {
  auto value = message_from_json(type, json);
  if (value) return std::move(*value);
  auto what = std::string{type.name} + (place.empty() ? "" : " in " + place);
  return failure{code::invalid_argument,
                 what + ": " + value.error().message(),
                 {"`handlers --describe " + std::string{type.name} + "` shows its fields"},
                 exit_code::usage};
}

} // namespace carrick::tools
