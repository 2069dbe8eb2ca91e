#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/socket/unique_fd.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace carrick::tools {

/// Lines that did not reach whoever reads a descriptor.
struct lost_lines {
  std::uint64_t count = 0;
  int error = 0; ///< errno of the last one; 0: there was no room
};
/// "3 lines were lost: No space left on device".
std::string to_string(const lost_lines& lost);

/// Lines for a descriptor that others may read, share, have closed or have filled. What cannot be
/// written is counted, and what comes later is tried again. One thread.
class line_output {
 public:
  /// Waits for its reader for as long as that takes. The descriptor stays the caller's.
  explicit line_output(int descriptor) : descriptor_(descriptor) {}

  /// From now on no line waits for its reader for longer than a second, nor a line behind one that
  /// was lost at all. When there is room again, the line that `tell` makes says what was lost.
  void hold_nobody_up(std::function<std::string(const lost_lines&)> tell);

  /// Whole lines, with their ends. They wait until `over_at` at the latest.
  void write(std::string_view lines, time_point over_at = never);
  /// Says what was lost, if there is room.
  void tell_lost(time_point over_at = never);
  /// Lines that were given up before they came here.
  void add_lost(std::uint64_t count) noexcept;

  /// What nobody was told of yet.
  const lost_lines& lost() const noexcept { return lost_; }
  std::uint64_t lost_in_all() const noexcept { return lost_in_all_; }
  bool holds_nobody_up() const noexcept { return tell_ != nullptr; }

 private:
  bool put(std::string_view bytes, time_point over_at);
  std::int64_t write_some(std::string_view bytes) const;
  bool wait_for_room(time_point over_at) const;

  int descriptor_;
  net::unique_fd own_; // a description of its own, so that nobody else's is made non-blocking
  std::function<std::string(const lost_lines&)> tell_;
  lost_lines lost_;
  std::uint64_t lost_in_all_ = 0;
  bool inside_line_ = false; // a line was given up in its middle
};

} // namespace carrick::tools
