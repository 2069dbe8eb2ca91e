#pragma once

#include <carrick/tools/line_output.hpp>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace carrick::tools {

/// Writes log lines to a descriptor and never waits for its reader for long. Lines that were lost
/// are told by a line of the log when there is room again. For one thread, but for those marked.
class line_sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  /// `tell` makes the line that says what was lost.
  line_sink(int descriptor, std::function<std::string(const lost_lines&)> tell);

  /// `overrun` says how many lines were pushed out of the queue before this sink. Before the first
  /// line.
  void count_also(std::function<std::uint64_t()> overrun) { overrun_ = std::move(overrun); }
  /// From now on it waits for a second in all, not for each line. Any thread.
  void hurry() noexcept;
  /// Lines that it could not write so far. Any thread.
  std::uint64_t lost() const noexcept { return lost_; }
  /// Tells what was lost and not told yet: when no more lines come.
  void finish();

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  void look_for_overrun();

  line_output output_;
  std::function<std::uint64_t()> overrun_;
  std::uint64_t overrun_seen_ = 0;
  std::atomic<time_point> over_at_{never};
  std::atomic<std::uint64_t> lost_{0};
};

} // namespace carrick::tools
