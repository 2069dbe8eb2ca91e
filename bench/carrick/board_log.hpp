#pragma once

#include "../support/board.hpp"

#include <carrick/tools/bench/load.hpp>

#include <cstdio>
#include <string>

#include <unistd.h>

namespace carrick::bench {

/// Notes what a load tells where the watching process reads it. Any failure ends the process.
class board_log final : public tools::bench::load_log {
 public:
  explicit board_log(board& shared) : shared_(shared), recorder_(shared.requests()) {}

  bool answered(time_point sent, time_point now) noexcept override {
    recorder_.answered(ns_of(sent), ns_of(now));
    return true;
  }
  bool goes_on(time_point) noexcept override { return true; }
  void failed(carrick::code why, std::string_view text) noexcept override {
    if (shared_.over()) return;
    std::fprintf(stderr, "carrick: code %d: %s\n", static_cast<int>(why),
                 std::string{text}.c_str());
    ::_exit(1);
  }

 private:
  static std::uint64_t ns_of(time_point at) noexcept {
    return static_cast<std::uint64_t>(at.time_since_epoch().count());
  }

  board& shared_;
  recorder& recorder_;
};

class board_arrivals final : public tools::bench::arrival_log {
 public:
  explicit board_arrivals(board& shared) : received_(shared.received()) {}
  void arrived(std::size_t) noexcept override { received_.count(); }

 private:
  recorder& received_;
};

} // namespace carrick::bench
