#include <carrick/actors/sources/file_watch.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <list>
#include <utility>

namespace carrick {
namespace {

namespace fs = std::filesystem;

constexpr int links_max = 40; // as the kernel follows
constexpr std::uint32_t of_the_folder = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::uint32_t of_its_files =
  IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB;

std::list<std::string> steps_of(const fs::path& path) {
  std::list<std::string> out;
  for (const auto& step : path.relative_path())
    if (!step.empty() && step != ".") out.push_back(step.string());
  return out;
}

/// Where the link leads; empty if it is none, or is not there.
fs::path target_of(const fs::path& link) {
  std::error_code none;
  auto target = fs::read_symlink(link, none);
  return none ? fs::path{} : target;
}

} // namespace

file_watch::file_watch(boost::asio::io_context& io, std::function<void()> on_change)
    : descriptor_(io), on_change_(std::move(on_change)) {
  if (int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC); fd >= 0) {
    descriptor_.assign(fd);
    wait();
  }
}

// As the kernel goes: each name is looked at after its folder is watched, so that no change falls
// between the two.
status file_watch::watch(const std::string& path) {
  std::error_code error;
  auto left = steps_of(fs::absolute(path, error));
  fs::path at = "/";
  places now;
  status last;
  for (int links = 0; !left.empty() && fs::is_directory(at, error);) {
    const auto name = left.front();
    left.pop_front();
    if (name == "..") {
      at = at.parent_path(); // no link is left in it
      continue;
    }
    last = watch_step(at.string(), name, now);
    const auto target = target_of(at / name);
    if (target.empty()) {
      at /= name;
    } else {
      if (++links > links_max) break;
      if (target.is_absolute()) at = "/";
      left.splice(left.begin(), steps_of(target));
    }
  }
  for (const auto& [folder, names] : watched_)
    if (!now.contains(folder)) ::inotify_rm_watch(descriptor_.native_handle(), folder);
  watched_ = std::move(now);
  return last;
}

status file_watch::watch_step(const std::string& folder, const std::string& name, places& to) {
  const int number = ::inotify_add_watch(descriptor_.native_handle(), folder.c_str(),
                                         of_the_folder | of_its_files | IN_ONLYDIR);
  if (number < 0)
    return fail(code::internal, "cannot watch " + folder + ": " + std::strerror(errno));
  to[number].insert(name);
  return {};
}

void file_watch::wait() {
  descriptor_.async_wait(net::descriptor::wait_read, self_.bind([](auto& self, const auto& error) {
    self.on_readable(error);
  }));
}

void file_watch::on_readable(const boost::system::error_code& error) {
  if (error) return;
  bool changed = false;
  alignas(inotify_event) std::array<char, 4096> bytes;
  for (ssize_t count;
       (count = ::read(descriptor_.native_handle(), bytes.data(), bytes.size())) > 0;)
    for (const char* at = bytes.data(); at < bytes.data() + count;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      changed |= concerns_us(event->wd, event->mask, event->len > 0 ? event->name : "");
      at += sizeof(inotify_event) + event->len;
    }
  wait();
  if (changed) on_change_();
}

bool file_watch::concerns_us(int folder, std::uint32_t what, const char* name) const {
  if ((what & IN_Q_OVERFLOW) != 0) return true; // nobody knows what was in it
  const auto known = watched_.find(folder);
  if (known == watched_.end()) return false;
  return (what & (of_the_folder | IN_UNMOUNT)) != 0 || known->second.contains(name);
}

} // namespace carrick
