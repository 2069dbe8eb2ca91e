#pragma once

#include <carrick/core/time.hpp>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdint>

namespace carrick::tools {

/// Writes log lines to a descriptor and never waits for its reader for long: a line that cannot be
/// written within a second is lost, and counted. For one thread, but for the two marked.
class line_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit line_sink(int descriptor) : descriptor_(descriptor) {}

  /// From now on it waits for a second in all, not for each line. Any thread.
  void hurry() noexcept;
  /// Any thread.
  std::uint64_t lost() const noexcept { return lost_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  bool write(const char* bytes, std::size_t size);
  bool is_ready() const;

  const int descriptor_;
  bool inside_line_ = false; // a line was given up in its middle
  std::atomic<time_point> over_at_{never};
  std::atomic<std::uint64_t> lost_{0};
};

} // namespace carrick::tools
