#include <carrick/tools/line_output.hpp>

#include <carrick/tools/stopwatch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstring>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr duration patience = 1s;

/// The same pipe or terminal once more, non-blocking. O_NONBLOCK belongs to the open description,
/// and that of stdout is the shell's and other programs', too. Files never block; of sockets there
/// is no other description.
net::unique_fd opened_again(int descriptor) {
  struct stat what {};
  const bool is_pipe = ::fstat(descriptor, &what) == 0 && S_ISFIFO(what.st_mode);
  if (!is_pipe && ::isatty(descriptor) != 1) return {};
  auto path = "/proc/self/fd/" + std::to_string(descriptor);
  return net::unique_fd{::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
}

} // namespace

std::string to_string(const lost_lines& lost) {
  const bool one = lost.count == 1;
  return std::to_string(lost.count) + (one ? " line was lost: " : " lines were lost: ") +
    (lost.error != 0 ? std::strerror(lost.error)
       : one         ? "nobody took it"
                     : "nobody took them");
}

void line_output::hold_nobody_up(std::function<std::string(const lost_lines&)> tell) {
  tell_ = std::move(tell);
  own_ = opened_again(descriptor_);
}

void line_output::write(std::string_view lines, time_point over_at) {
  tell_lost(over_at);
  if (put(lines, over_at)) return;
  add_lost(static_cast<std::uint64_t>(
    std::max<std::ptrdiff_t>(1, std::count(lines.begin(), lines.end(), '\n'))));
}

void line_output::tell_lost(time_point over_at) {
  if (tell_ && lost_.count > 0 && put(tell_(lost_), over_at)) lost_ = {};
}

void line_output::add_lost(std::uint64_t count) noexcept {
  lost_.count += count;
  lost_in_all_ += count;
}

/// False leaves in lost_.error why.
bool line_output::put(std::string_view bytes, time_point over_at) {
  if (tell_) over_at = std::min(over_at, clock_now() + (lost_.count > 0 ? 0s : patience));
  const std::string_view end_of_cut_line = inside_line_ ? "\n" : "";
  for (auto rest : {end_of_cut_line, bytes})
    while (!rest.empty()) {
      auto count = write_some(rest);
      if (count >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(count));
        inside_line_ = !rest.empty();
      } else if (errno == EAGAIN) {
        if (wait_for_room(over_at)) continue;
        lost_.error = 0;
        return false;
      } else if (errno != EINTR) {
        lost_.error = errno;
        return false;
      }
    }
  return true;
}

std::int64_t line_output::write_some(std::string_view bytes) const {
  if (own_) return ::write(own_.get(), bytes.data(), bytes.size());
  if (!tell_) return ::write(descriptor_, bytes.data(), bytes.size());
  auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0 || errno != ENOTSOCK) return sent;
  pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 0) == 0) return errno = EAGAIN, -1;
  // What a pipe that is ready takes without blocking.
  return ::write(descriptor_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
}

/// False when there was none in time.
bool line_output::wait_for_room(time_point over_at) const {
  pollfd ready{.fd = own_ ? own_.get() : descriptor_, .events = POLLOUT, .revents = 0};
  int limit = -1;
  if (over_at != never) {
    auto left = std::clamp<duration>(over_at - clock_now(), 0s, patience);
    limit = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
  }
  return ::poll(&ready, 1, limit) != 0;
}

} // namespace carrick::tools
