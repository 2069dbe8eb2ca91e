#include <carrick/net/liveness.hpp>

namespace carrick::net {

namespace {

/// A loop that comes later than this was not in a state to hear anything.
constexpr auto late_loop = std::chrono::seconds{1};

} // namespace

liveness::finding liveness::tick(time_point now) noexcept {
  duration late = now - (pinged_ ? next_deadline() : heard_at_ + ping_after_);
  if (late < duration::zero()) return finding::alive;
  if (late > late_loop && !put_off_until_) put_off_until_ = now + std::min(late, fail_after_);
  if (now >= dead_at()) return finding::dead;
  if (pinged_) return finding::alive;
  pinged_ = true;
  return finding::ping;
}

void liveness::look(time_point now) noexcept {
  bool silent = pinged_ && (silent_ || now >= silent_at());
  if (silent == silent_) return;
  silent_ = silent;
  look_after_ = silent ? duration::zero() : ping_after_;
}

bool liveness::pong(std::uint32_t id, time_point now) noexcept {
  if (!sent_at_ || id != ping_id_) return false;
  round_trip_ = now - *sent_at_;
  sent_at_.reset();
  return true;
}

} // namespace carrick::net
