#pragma once

#include <carrick/tools/bench/load.hpp>

#include <atomic>
#include <cstdint>

namespace carrick::bench {

/// Lets a load run for so many answers.
class counting_log final : public tools::bench::load_log {
 public:
  /// `in_flight` of them are on their way when it says stop.
  counting_log(std::uint64_t answers, std::uint64_t in_flight)
      : more_(answers > in_flight ? answers - in_flight : 0) {}

  bool answered(time_point, time_point) noexcept override {
    if (more_ == 0) return false;
    --more_;
    return true;
  }
  bool goes_on(time_point) noexcept override { return more_ != 0; }
  void failed(carrick::code, std::string_view) noexcept override { ++failures_; }

  std::uint64_t failures() const noexcept { return failures_; }

 private:
  std::uint64_t more_;
  std::atomic<std::uint64_t> failures_{0};
};

} // namespace carrick::bench
