#pragma once

#include <carrick/tools/bench/load.hpp>
#include <carrick/tools/bench/measurement.hpp>

#include <cstdint>
#include <string>

namespace carrick::tools::bench {

/// Counts what lies between two times, then ends the load. Read it when the load is over.
class window_log final : public load_log {
 public:
  /// Round trips are kept if `times_each`: eight bytes each.
  window_log(time_point from, time_point until, bool times_each)
      : from_(from), until_(until), times_each_(times_each) {}

  bool answered(time_point sent, time_point now) noexcept override {
    if (now >= from_ && now < until_) {
      ++answers_;
      if (times_each_ && sent >= from_) round_trips_.add(now - sent);
    }
    return now < until_;
  }
  bool goes_on(time_point now) noexcept override { return now < until_; }
  void failed(carrick::code why, std::string_view text) noexcept override {
    if (failures_++ == 0) failure_ = {why, std::string{text}};
  }

  std::uint64_t answers() const noexcept { return answers_; }
  samples& round_trips() noexcept { return round_trips_; }
  std::uint64_t failures() const noexcept { return failures_; }
  /// The first.
  const status& failure() const noexcept { return failure_; }

 private:
  const time_point from_, until_;
  const bool times_each_;
  std::uint64_t answers_ = 0;
  std::uint64_t failures_ = 0;
  status failure_;
  samples round_trips_;
};

} // namespace carrick::tools::bench
