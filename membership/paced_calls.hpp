#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/growing_pause.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace carrick::membership {

/// When the calls to a service of several endpoints are made: one at a time; after one that fails
/// the next endpoint, and a growing pause from 100 ms to 2 s.
class paced_calls {
 public:
  /// `seed` is that of the pauses' jitter; the first call is due now.
  paced_calls(std::uint64_t seed, time_point now)
      : pause_(std::chrono::milliseconds(100), std::chrono::seconds(2), seed), due_(now) {}

  /// A call is to be made, and is under way with this.
  bool begin(time_point now) noexcept {
    if (calling_ || now < due_) return false;
    return calling_ = true;
  }
  bool calling() const noexcept { return calling_; }
  /// `never` while one is under way.
  time_point due() const noexcept { return calling_ ? never : due_; }
  /// How often it went to another endpoint: the place of the present one in their circle.
  std::size_t endpoint() const noexcept { return endpoint_; }
  /// Why the last call had no success; ok if it had.
  const status& problem() const noexcept { return problem_; }

  /// The present one is over, if there is one; the next is due then.
  void over(time_point next) noexcept {
    calling_ = false;
    due_ = next;
  }
  void worked() noexcept {
    pause_.reset();
    problem_ = {};
  }
  /// It was answered, and is to be made again after a pause.
  void refused(status why, time_point now) {
    problem_ = std::move(why);
    over(now + pause_.next());
  }
  /// The endpoint does not answer as it should.
  void failed(status why, time_point now) {
    go_to_next_endpoint();
    refused(std::move(why), now);
  }
  void go_to_next_endpoint() noexcept { ++endpoint_; }

 private:
  growing_pause pause_;
  bool calling_ = false;
  time_point due_;
  std::size_t endpoint_ = 0;
  status problem_;
};

} // namespace carrick::membership
