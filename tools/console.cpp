#include <carrick/tools/console.hpp>

#include <carrick/tools/paint.hpp>
#include <carrick/tools/table.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace carrick::tools {
namespace {

std::string json_array(const std::vector<std::string>& documents) {
  std::string out = "[";
  for (const auto& one : documents) out.append(out.size() == 1 ? "" : ",").append(one);
  return out + "]";
}

} // namespace

console::console(std::string program, console_options options, int out, int err)
    : program_(std::move(program)), options_(options), out_(out), err_(err) {}

void console::line(std::string_view text) { out_.write(std::string{text} + '\n'); }

void console::text(std::string_view text) { out_.write(text); }

void console::list(const table& rows, const std::vector<std::string>& json) {
  switch (options_.format) {
    case output_format::text:
      return text(rows.text(options_.color_out));
    case output_format::json:
      return line(json_array(json));
    case output_format::jsonl:
      for (const auto& one : json) line(one);
  }
}

void console::note(std::string_view text) {
  if (!options_.quiet) warn(text);
}

void console::warn(std::string_view text) { err_.write(std::string{text} + '\n'); }

void console::draw(std::string_view text) { err_.write(text); }

std::string console::text_of(const failure& why) const {
  return options_.format == output_format::text ? to_text(why, program_, options_.color_err)
                                                : to_json(why) + '\n';
}

int console::fail(const failure& why) {
  err_.write(text_of(why));
  return static_cast<int>(why.exit);
}

void console::take_stdout() {
  taken_ = net::unique_fd{::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
  if (!taken_ || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    throw std::system_error{errno, std::generic_category(), "stdout"};
  out_ = line_output{taken_.get()};
}

void console::hold_nobody_up(std::function<std::string(const lost_lines&)> out) {
  out_.hold_nobody_up([out = std::move(out)](const lost_lines& lost) { return out(lost) + '\n'; });
  err_.hold_nobody_up([](const lost_lines& lost) { return to_string(lost) + '\n'; });
}

bool console::in_vain() const noexcept { return out_.lost().count > 0 && !out_.holds_nobody_up(); }

int console::finish(int exit) {
  if (out_.lost().count == 0) return exit;
  auto what = "stdout: " + to_string(out_.lost());
  if (out_.holds_nobody_up()) return warn(what), exit;
  int failed =
    fail({std::nullopt, what, {"what was printed is not complete"}, exit_code::negative});
  return exit == static_cast<int>(exit_code::success) ? failed : exit;
}

} // namespace carrick::tools
