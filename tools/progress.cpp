#include <carrick/tools/progress.hpp>

#include <carrick/tools/stopwatch.hpp>

#include <algorithm>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto redraw_after = 100ms;
constexpr std::uint64_t bar_width = 24;
constexpr std::string_view clear_line = "\r\x1b[K";

} // namespace

progress_bar::progress_bar(console& out, std::string what, std::uint64_t total)
    : out_(out), what_(std::move(what)), total_(total) {}

progress_bar::~progress_bar() {
  if (drawn_ != time_point{}) out_.draw(clear_line);
}

void progress_bar::show(std::uint64_t done, const std::string& detail) {
  if (!out_.progress()) return;
  auto at = clock_now();
  if (drawn_ != time_point{} && at - drawn_ < redraw_after) return;
  drawn_ = at;
  out_.draw(std::string{clear_line} + progress_text(what_, done, total_, detail));
}

std::string progress_text(const std::string& what, std::uint64_t done, std::uint64_t total,
                          const std::string& detail) {
  std::string out = what + " ";
  if (total == 0) {
    out += std::to_string(done);
  } else {
    done = std::min(done, total);
    auto full = done * bar_width / total;
    out += "[" + std::string(full, '#') + std::string(bar_width - full, '.') + "] ";
    out += std::to_string(done) + "/" + std::to_string(total) + " ";
    out += std::to_string(done * 100 / total) + "%";
  }
  return detail.empty() ? out : out + " " + detail;
}

} // namespace carrick::tools
