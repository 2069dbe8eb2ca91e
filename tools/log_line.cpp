#include <carrick/tools/log_line.hpp>

#include <carrick/core/utf8.hpp>
#include <carrick/tools/json_writer.hpp>
#include <carrick/tools/paint.hpp>

#include <boost/json/parse.hpp>

#include <array>
#include <cstdio>
#include <ctime>

namespace carrick::tools {
namespace {

namespace json = boost::json;
using clock = std::chrono::system_clock;

constexpr std::size_t component_width = 9;

struct split_time {
  std::tm calendar{};
  int milliseconds = 0;
};

split_time split(clock::time_point time, bool local) {
  using namespace std::chrono;
  auto whole = floor<seconds>(time); // before 1970, too
  split_time out;
  out.milliseconds = static_cast<int>(floor<milliseconds>(time - whole).count());
  auto since = clock::to_time_t(whole);
  local ? ::localtime_r(&since, &out.calendar) : ::gmtime_r(&since, &out.calendar);
  return out;
}

std::string formatted(const char* format, const split_time& at, const char* after) {
  std::array<char, 32> calendar;
  std::strftime(calendar.data(), calendar.size(), format, &at.calendar);
  std::array<char, 48> out;
  std::snprintf(out.data(), out.size(), "%s.%03d%s", calendar.data(), at.milliseconds, after);
  return out.data();
}

/// "2026-11-21T05:03:23.120Z".
std::string utc(clock::time_point time) {
  return formatted("%Y-%m-%dT%H:%M:%S", split(time, false), "Z");
}

std::optional<clock::time_point> parse_utc(const std::string& text) {
  std::tm calendar{};
  int milliseconds = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &calendar.tm_year, &calendar.tm_mon,
                  &calendar.tm_mday, &calendar.tm_hour, &calendar.tm_min, &calendar.tm_sec,
                  &milliseconds) != 7)
    return std::nullopt;
  calendar.tm_year -= 1900;
  calendar.tm_mon -= 1;
  return clock::from_time_t(::timegm(&calendar)) + std::chrono::milliseconds(milliseconds);
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out{text};
  out.resize(std::max(width, out.size()), ' ');
  return out;
}

std::string level_text(log_level level, bool color) {
  auto text = padded(name_of(level), 5);
  if (level >= log_level::error) return painted(text, paint::error, color);
  if (level == log_level::warn) return painted(text, paint::warning, color);
  if (level < log_level::info) return painted(text, paint::faint, color);
  return text;
}

std::string text_at(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains({key.data(), key.size()});
  if (found == nullptr || !found->is_string()) return {};
  return {found->get_string().data(), found->get_string().size()};
}

} // namespace

std::string to_text(const log_line& line, bool color) {
  auto time = formatted("%H:%M:%S", split(line.time, true), "");
  return painted(time, paint::faint, color) + " " + level_text(line.level, color) + " " +
    padded(made_printable(line.component), component_width) + " " + made_printable(line.text);
}

std::string to_json(const log_line& line) {
  json_writer out;
  out.begin_object();
  auto add = [&out](std::string_view key, std::string_view text) {
    out.key(key);
    out.text(text);
  };
  add("time", utc(line.time));
  add("level", name_of(line.level));
  add("node", line.node);
  add("component", line.component);
  add("text", line.text);
  out.end_object();
  return out.take();
}

std::optional<parsed_log_line> parse_log_line(std::string_view text) {
  if (!text.starts_with("{\"time\":")) return std::nullopt;
  json::error_code error;
  auto value = json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  parsed_log_line out;
  auto time = parse_utc(text_at(object, "time"));
  if (!time || !parse_log_level(text_at(object, "level"), out.level)) return std::nullopt;
  out.time = *time;
  out.component = text_at(object, "component");
  out.text = text_at(object, "text");
  return out;
}

} // namespace carrick::tools
