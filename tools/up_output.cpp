#include <carrick/tools/up_output.hpp>

#include <carrick/tools/json_view.hpp>
#include <carrick/tools/paint.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>

namespace carrick::tools {
namespace {

constexpr ::mode_t file_permissions = 0666; // less what the umask takes

} // namespace

up_output::log_file::log_file(net::unique_fd opened)
    : descriptor(std::move(opened)), lines(descriptor.get()) {
  lines.hold_nobody_up([](const lost_lines& lost) { return to_string(lost) + '\n'; });
}

up_output::up_output(console& out, const std::vector<std::string>& nodes)
    : out_(out), text_(out.format() == output_format::text) {
  for (const auto& node : nodes) {
    width_ = std::max(width_, node.size());
    places_.emplace(node, places_.size());
  }
}

std::optional<failure> up_output::write_to(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const auto& [node, place] : places_) {
    auto path = folder / (node + ".log");
    net::unique_fd file{
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, file_permissions)};
    if (!file)
      return usage_failure("--log-dir: cannot write " + path.string() + ": " +
                           std::strerror(errno));
    files_.try_emplace(node, std::move(file));
  }
  return {};
}

void up_output::tell(const node_event& event) {
  if (!text_) return out_.line(json_of(event));
  if (event.event == "linked") return; // `up` says when all are
  for (const auto& line : text_of(event)) {
    out_.line(prefix(event.node, out_.color_out()) + line);
    to_file(event.node, line);
  }
}

void up_output::tell(const up_event& event) {
  if (!text_) return out_.line(json_of(event));
  if (event.node.empty()) return out_.line(event.text);
  out_.line(prefix(event.node, out_.color_out()) + event.text);
  to_file(event.node, event.text);
}

void up_output::log(const std::string& node, std::string_view line) {
  auto parsed = parse_log_line(line);
  if (!parsed) {
    out_.warn(prefix(node, out_.color_err()) + std::string{line});
    return to_file(node, line);
  }
  log_line shown{parsed->time, parsed->level, node, parsed->component, parsed->text};
  if (text_)
    out_.warn(prefix(node, out_.color_err()) + to_text(shown, out_.color_err()));
  else
    out_.warn(line);
  to_file(node, to_text(shown, false));
}

void up_output::failed(const std::string& node, const failure& why) {
  if (!text_) return out_.warn(to_json(why));
  std::istringstream lines{to_text(why, out_.program(), out_.color_err())};
  for (std::string line; std::getline(lines, line);) {
    out_.warn(prefix(node, out_.color_err()) + line);
    to_file(node, line);
  }
}

std::string up_output::prefix(const std::string& node, bool color) const {
  auto found = places_.find(node);
  auto padded = node + std::string(width_ - std::min(width_, node.size()), ' ');
  return painted_as_node(padded, found == places_.end() ? 0 : found->second, color) + "  ";
}

void up_output::to_file(const std::string& node, std::string_view line) {
  auto found = files_.find(node);
  if (found != files_.end()) found->second.lines.write(std::string{line} + '\n');
}

} // namespace carrick::tools
