#include <carrick/tools/line_reader.hpp>

#include <unistd.h>

#include <array>
#include <cerrno>

namespace carrick::tools {
namespace {

constexpr std::size_t line_max = 64 * 1024;
constexpr int reads_max = 4;

} // namespace

void line_reader::read(const std::function<void(std::string_view)>& take) {
  std::array<char, 64 * 1024> bytes;
  for (int i = 0; i < reads_max && !at_end_; ++i) {
    auto count = ::read(descriptor_, bytes.data(), bytes.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      at_end_ = errno != EAGAIN;
      break;
    }
    at_end_ = count == 0;
    pending_.append(bytes.data(), static_cast<std::size_t>(count));
    cut(take);
  }
  if (!at_end_ || pending_.empty()) return;
  take(pending_);
  pending_.clear();
}

void line_reader::cut(const std::function<void(std::string_view)>& take) {
  std::string_view rest = pending_;
  while (true) {
    auto end = rest.find('\n');
    if (end == rest.npos && rest.size() < line_max) break;
    take(rest.substr(0, std::min(end, line_max)));
    rest.remove_prefix(end < line_max ? end + 1 : line_max);
  }
  pending_.erase(0, pending_.size() - rest.size());
}

} // namespace carrick::tools
