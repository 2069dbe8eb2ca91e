#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace carrick::net {

/// How far the goodbye of a link has come (docs/protocol.md, section 9): said, heard, then, when
/// nothing is open any more, confirmed by the answer to a last ping, which shows that the other
/// side has read everything. The side that leaves sets the time for it; the other one waits as long
/// as that lives.
class departure {
 public:
  /// This side leaves: what runs is waited for until then. False if it was said before, as the
  /// answer to the other side's.
  bool say(const status& why, time_point grace_ends) {
    grace_ends_ = std::min(grace_ends_, grace_ends);
    if (said_) return false;
    said_ = true;
    begin(why);
    return true;
  }
  /// Said in answer to the other side's, which has a grace time of its own. False if it was said
  /// before.
  bool answer() { return say({}, never); }
  /// False if it was heard before.
  bool hear(const status& why) {
    if (heard_) return false;
    heard_ = true;
    begin(why);
    return true;
  }
  bool said() const noexcept { return said_; }
  bool heard() const noexcept { return heard_; }
  bool begun() const noexcept { return begun_; }
  /// Of the side that left first.
  const status& why() const noexcept { return why_; }
  time_point grace_ends() const noexcept { return grace_ends_; }

  bool confirming() const noexcept { return last_ping_.has_value(); }
  void confirm_with(std::uint32_t ping) noexcept { last_ping_ = ping; }
  /// True if this answers the last ping; then another one may be needed, should something be open
  /// still.
  bool confirmed_by(std::uint32_t pong) noexcept {
    bool is_answer = last_ping_ == pong;
    if (is_answer) last_ping_.reset();
    return is_answer;
  }

 private:
  void begin(const status& why) {
    if (!std::exchange(begun_, true)) why_ = why;
  }

  bool begun_ = false;
  bool said_ = false;
  bool heard_ = false;
  status why_;
  time_point grace_ends_ = never;
  std::optional<std::uint32_t> last_ping_;
};

} // namespace carrick::net
