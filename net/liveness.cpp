#include <carrick/net/liveness.hpp>

namespace carrick::net {

namespace {

/// A loop that comes later than this was not in a state to hear anything.
constexpr auto late_loop = std::chrono::seconds{1};

} // namespace

liveness::finding liveness::tick(time_point now) noexcept {
  duration late = now - next_deadline();
  if (late < duration::zero()) return finding::alive;
  if (late > late_loop && !put_off_until_) put_off_until_ = now + std::min(late, fail_after_);
  if (now >= dead_at()) return finding::dead;
  if (pinged_) return finding::alive;
  pinged_ = true;
  return finding::ping;
}

bool liveness::pong(std::uint32_t id, time_point now) noexcept {
  if (!sent_at_ || id != ping_id_) return false;
  round_trip_ = now - *sent_at_;
  sent_at_.reset();
  return true;
}

} // namespace carrick::net
