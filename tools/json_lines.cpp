#include <carrick/tools/json_lines.hpp>

#include <carrick/core/quantity.hpp>
#include <carrick/tools/json_view.hpp>

#include <poll.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace carrick::tools {
namespace {

constexpr int look_whether_given_up_ms = 100;

} // namespace

json_lines::json_lines(std::string argument, std::function<bool()> given_up)
    : json_lines(std::move(argument), STDIN_FILENO, std::move(given_up)) {}

// One byte more, so that a line of just that length is not taken for a cut one.
json_lines::json_lines(std::string argument, int descriptor, std::function<bool()> given_up)
    : argument_(std::move(argument)),
      given_up_(std::move(given_up)),
      reader_(descriptor, line_bytes_max + 1) {}

bool json_lines::next(std::string& json, std::string& place) {
  if (!from_input()) {
    json = argument_;
    place.clear();
    return !std::exchange(done_, true);
  }
  while (wait()) {
    json = std::move(waiting_.front());
    waiting_.pop_front();
    ++line_;
    if (json.find_first_not_of(" \t\r") == json.npos) continue;
    place = "line " + std::to_string(line_);
    return true;
  }
  return false;
}

bool json_lines::wait() {
  while (waiting_.empty()) {
    if (too_long_ || reader_.at_end() || (given_up_ && given_up_())) return false;
    pollfd ready{.fd = reader_.descriptor(), .events = POLLIN, .revents = 0};
    ::poll(&ready, 1, given_up_ ? look_whether_given_up_ms : -1);
    reader_.read([this](std::string_view line) {
      too_long_ = too_long_ || line.size() > line_bytes_max;
      if (!too_long_) waiting_.emplace_back(line);
    });
  }
  return true;
}

std::optional<failure> json_lines::broken() const {
  if (too_long_)
    return usage_failure("line " + std::to_string(line_ + 1) + " of stdin is longer than " +
                         format_size(line_bytes_max));
  if (reader_.error() == 0) return {};
  return usage_failure(std::string{"stdin cannot be read: "} + std::strerror(reader_.error()),
                       {"- reads a message a line from stdin: from a file or a pipe"});
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
