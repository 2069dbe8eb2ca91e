#include <carrick/core/read_file.hpp>

#include <carrick/core/quantity.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace carrick {
namespace {

constexpr std::size_t read_at_once = 64 * 1024;

class open_file {
 public:
  explicit open_file(const std::string& path) noexcept
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool ok() const noexcept { return descriptor_ >= 0; }
  /// As read(2), begun again after a signal.
  ssize_t read(char* to, std::size_t count) const noexcept {
    ssize_t got;
    do got = ::read(descriptor_, to, count);
    while (got < 0 && errno == EINTR);
    return got;
  }

 private:
  const int descriptor_;
};

status unreadable(int error) {
  return fail(error == ENOENT ? code::not_found : code::invalid_argument, std::strerror(error));
}

} // namespace

result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const open_file file{path};
  if (!file.ok()) return unreadable(errno);
  std::string out;
  for (;;) {
    const auto had = out.size();
    out.resize(had + std::min(read_at_once, bytes_max + 1 - had));
    const auto got = file.read(out.data() + had, out.size() - had);
    if (got < 0) return unreadable(errno);
    out.resize(had + static_cast<std::size_t>(got));
    if (got == 0) return out;
    if (out.size() > bytes_max) return fail(code::too_large, "more than " + format_size(bytes_max));
  }
}

} // namespace carrick
