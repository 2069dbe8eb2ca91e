#pragma once

#include <carrick/actors/sources/weak_self.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/socket/asio_types.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace carrick {

/// Tells when a path may lead to another file, or to another content (inotify): when the file is
/// written or replaced, and when any folder or link on the way to it is made, moved or deleted. On
/// one loop.
class file_watch {
 public:
  file_watch(boost::asio::io_context& io, std::function<void()> on_change);
  file_watch(const file_watch&) = delete;
  file_watch& operator=(const file_watch&) = delete;

  /// Watches the way to that path as it is now, and nothing else: to be called again before each
  /// reading of the file, since the way may have changed. As far as the way exists; a failure is of
  /// its last folder.
  status watch(const std::string& path);

 private:
  /// The names of interest in each folder, by its inotify number.
  using places = std::map<int, std::set<std::string>>;

  status watch_step(const std::string& folder, const std::string& name, places& to);
  void wait();
  void on_readable(const boost::system::error_code& error);
  bool concerns_us(int folder, std::uint32_t what, const char* name) const;

  net::descriptor descriptor_;
  std::function<void()> on_change_;
  places watched_;
  weak_self<file_watch> self_{*this};
};

} // namespace carrick
