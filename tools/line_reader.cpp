#include <carrick/tools/line_reader.hpp>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace carrick::tools {
namespace {

constexpr int reads_max = 4;

// The descriptor may be a blocking one.
bool is_readable(int descriptor) {
  pollfd ready{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&ready, 1, 0) > 0;
}

} // namespace

void line_reader::read(const std::function<void(std::string_view)>& take) {
  std::array<char, 64 * 1024> bytes;
  for (int i = 0; i < reads_max && !at_end_ && is_readable(descriptor_); ++i) {
    auto count = ::read(descriptor_, bytes.data(), bytes.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) break;
      error_ = errno;
      count = 0;
    }
    at_end_ = count == 0;
    pending_.append(bytes.data(), static_cast<std::size_t>(count));
    cut(take);
  }
  if (!at_end_ || pending_.empty()) return;
  take(pending_);
  pending_.clear();
  searched_ = 0;
}

void line_reader::cut(const std::function<void(std::string_view)>& take) {
  std::string_view rest = pending_;
  while (true) {
    auto end = rest.find('\n', std::exchange(searched_, 0));
    if (end == rest.npos && rest.size() < line_max_) break;
    take(rest.substr(0, std::min(end, line_max_)));
    rest.remove_prefix(end < line_max_ ? end + 1 : line_max_);
  }
  searched_ = rest.size();
  pending_.erase(0, pending_.size() - rest.size());
}

} // namespace carrick::tools
