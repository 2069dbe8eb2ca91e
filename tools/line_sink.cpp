#include <carrick/tools/line_sink.hpp>

#include <carrick/tools/stopwatch.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr duration patience = 1s;
// What a pipe that is ready takes without blocking.
constexpr std::size_t at_once = PIPE_BUF;

} // namespace

void line_sink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  if (inside_line_) line.push_back('\n');
  formatter_->format(message, line);
  if (!write(line.data(), line.size())) ++lost_;
}

bool line_sink::write(const char* bytes, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    if (!is_ready()) return false;
    auto count = ::write(descriptor_, bytes + done, std::min(size - done, at_once));
    if (count < 0) return false;
    done += static_cast<std::size_t>(count);
    inside_line_ = done < size;
  }
  return true;
}

bool line_sink::is_ready() const {
  auto left = std::clamp(over_at_.load() - clock_now(), duration::zero(), patience);
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  return ::poll(&ready, 1, static_cast<int>(ms)) > 0;
}

void line_sink::hurry() noexcept { over_at_ = clock_now() + patience; }

} // namespace carrick::tools
