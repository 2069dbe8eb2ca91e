#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/terms.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace carrick::net {

/// Whether the peer is alive: any byte is life, silence is answered by a ping, then by a suspicion
/// at half of the time, then by a verdict (docs/protocol.md, section 9).
class liveness {
 public:
  enum class finding : std::uint8_t { alive, ping, dead };

  liveness(const link_limits& ours, time_point now) noexcept
      : fail_after_(ours.fail_after),
        ping_after_(ours.ping_after != duration::zero()
                      ? ours.ping_after
                      : std::min<duration>(limits::ping_after, fail_after_ / 4)),
        look_after_(ping_after_),
        heard_at_(now) {}

  void heard(time_point now) noexcept {
    heard_at_ = now;
    pinged_ = false;
    put_off_until_.reset();
  }
  /// After `ping` the caller sends a ping with next_ping().
  finding tick(time_point now) noexcept;
  time_point next_deadline() const noexcept {
    if (!pinged_) return heard_at_ + look_after_;
    return silent_ ? dead_at() : silent_at();
  }
  /// After tick(), when it was due: whether it is silent. Bytes after silence make it due, at no
  /// cost to heard().
  void look(time_point now) noexcept;
  /// Nothing had been heard for half of `fail_after` at the last look().
  bool silent() const noexcept { return silent_; }

  std::uint32_t next_ping(time_point now) noexcept {
    sent_at_ = now;
    return ++ping_id_;
  }
  /// True if it answers the newest ping.
  bool pong(std::uint32_t id, time_point now) noexcept;
  duration last_round_trip() const noexcept { return round_trip_; }
  time_point heard_at() const noexcept { return heard_at_; }

 private:
  time_point dead_at() const noexcept {
    return std::max(heard_at_ + fail_after_, put_off_until_.value_or(heard_at_));
  }
  time_point silent_at() const noexcept { return dead_at() - fail_after_ / 2; }

  duration fail_after_;
  duration ping_after_;
  duration look_after_; ///< bytes: at once after silence
  time_point heard_at_;
  bool pinged_ = false;
  bool silent_ = false;
  std::optional<time_point> put_off_until_; ///< our own loop was late
  std::uint32_t ping_id_ = 0;
  std::optional<time_point> sent_at_;
  duration round_trip_{};
};

} // namespace carrick::net
