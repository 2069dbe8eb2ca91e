#include <carrick/tools/json_lines.hpp>

#include <carrick/tools/json_view.hpp>

#include <istream>

namespace carrick::tools {

bool json_lines::next(std::string& json, std::string& place) {
  if (!from_input()) {
    json = argument_;
    place.clear();
    return !std::exchange(done_, true);
  }
  while (std::getline(in_, json)) {
    ++line_;
    if (json.find_first_not_of(" \t\r") == json.npos) continue;
    place = "line " + std::to_string(line_);
    return true;
  }
  return false;
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
