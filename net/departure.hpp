#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>

#include <cstdint>
#include <optional>

namespace carrick::net {

/// How far the goodbye of a link has come (docs/protocol.md, section 9): said, heard, then, when
/// nothing is open any more, confirmed by the answer to a last ping, which shows that the other
/// side has read everything.
class departure {
 public:
  /// False if it was said before.
  bool say(const status& why, time_point now) {
    if (said_) return false;
    said_ = true;
    begin(why, now);
    return true;
  }
  /// False if it was heard before.
  bool hear(const status& why, time_point now) {
    if (heard_) return false;
    heard_ = true;
    begin(why, now);
    return true;
  }
  bool said() const noexcept { return said_; }
  bool heard() const noexcept { return heard_; }
  bool begun() const noexcept { return said_ || heard_; }
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
  void begin(const status& why, time_point now) {
    if (grace_ends_ != never) return;
    why_ = why;
    grace_ends_ = now + limits::goodbye_grace;
  }

  bool said_ = false;
  bool heard_ = false;
  status why_;
  time_point grace_ends_ = never;
  std::optional<std::uint32_t> last_ping_;
};

} // namespace carrick::net
