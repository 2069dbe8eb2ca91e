#pragma once

#include <carrick/actors/sources/weak_self.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/socket/asio_types.hpp>

#include <functional>
#include <string>

namespace carrick {

/// Tells when anything happens to the files of some folders (inotify). On one loop.
class directory_watch {
 public:
  directory_watch(boost::asio::io_context& io, std::function<void()> on_change);
  directory_watch(const directory_watch&) = delete;
  directory_watch& operator=(const directory_watch&) = delete;

  /// The folder of the file, and that of what it leads to as a link. Again is harmless.
  status watch_file(const std::string& path);

 private:
  status watch(const std::string& folder);
  void wait();
  void on_readable(const boost::system::error_code& error);

  net::descriptor descriptor_;
  std::function<void()> on_change_;
  weak_self<directory_watch> self_{*this};
};

} // namespace carrick
