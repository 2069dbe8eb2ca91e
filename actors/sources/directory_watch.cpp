#include <carrick/actors/sources/directory_watch.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace carrick {
namespace {

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
  IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;

std::string folder_of(const std::filesystem::path& file) {
  auto folder = file.parent_path();
  return folder.empty() ? "." : folder.string();
}

} // namespace

directory_watch::directory_watch(boost::asio::io_context& io, std::function<void()> on_change)
    : descriptor_(io), on_change_(std::move(on_change)) {
  if (int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC); fd >= 0) {
    descriptor_.assign(fd);
    wait();
  }
}

status directory_watch::watch_file(const std::string& path) {
  auto done = watch(folder_of(path));
  std::error_code broken; // a link that leads nowhere now may lead somewhere later
  auto target = std::filesystem::canonical(path, broken);
  if (!done.ok() || broken) return done;
  return watch(folder_of(target));
}

status directory_watch::watch(const std::string& folder) {
  if (::inotify_add_watch(descriptor_.native_handle(), folder.c_str(), changes) >= 0) return {};
  return fail(code::internal, "cannot watch " + folder + ": " + std::strerror(errno));
}

void directory_watch::wait() {
  descriptor_.async_wait(net::descriptor::wait_read, self_.bind([](auto& self, const auto& error) {
    self.on_readable(error);
  }));
}

void directory_watch::on_readable(const boost::system::error_code& error) {
  if (error) return;
  std::array<char, 4096> events; // what they say does not matter
  while (::read(descriptor_.native_handle(), events.data(), events.size()) > 0) {
  }
  wait();
  on_change_();
}

} // namespace carrick
