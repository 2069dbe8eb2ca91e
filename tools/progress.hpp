#pragma once

#include <carrick/core/time.hpp>
#include <carrick/tools/console.hpp>

#include <cstdint>
#include <string>

namespace carrick::tools {

/// One line on stderr that shows how far something is, redrawn in place at most ten times a second;
/// on anything but a terminal nothing. Gone when it ends. One thread.
class progress_bar {
 public:
  /// `total` 0: unknown, then only the count is shown.
  progress_bar(console& out, std::string what, std::uint64_t total);
  ~progress_bar();
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;

  /// `detail` stands behind the bar: "12 MB/s".
  void show(std::uint64_t done, const std::string& detail = {});

 private:
  console& out_;
  std::string what_;
  std::uint64_t total_;
  time_point drawn_{};
};

/// "loading [#####.....] 1200/2400 50% 12 MB/s".
std::string progress_text(const std::string& what, std::uint64_t done, std::uint64_t total,
                          const std::string& detail);

} // namespace carrick::tools
