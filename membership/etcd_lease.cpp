#include <carrick/membership/etcd_lease.hpp>

#include <carrick/membership/etcd_answers.hpp>

#include <algorithm>
#include <utility>

namespace carrick::membership {
namespace {

// What etcd itself allows; a server may say anything.
constexpr std::int64_t ttl_seconds_min = 1, ttl_seconds_max = 9'000'000'000;

} // namespace

etcd_lease::etcd_lease(etcd_lease_options options, time_point now)
    : options_(std::move(options)), calls_(options_.seed, now) {}

std::optional<etcd_call> etcd_lease::next_call(time_point now) {
  if (step_ == step::left || !calls_.begin(now)) return std::nullopt;
  switch (step_) {
    case step::granting:
      return etcd::grant(options_.ttl);
    case step::putting:
      return etcd::put(options_.key, options_.value, lease_);
    case step::keeping:
      return etcd::keep_alive(lease_);
    case step::revoking:
      return etcd::revoke(lease_);
    case step::left:
      break;
  }
  return std::nullopt;
}

void etcd_lease::answered(const etcd_reply& reply, time_point now) {
  auto taken = etcd::refusal_of(reply);
  if (taken.ok()) taken = take(reply, now);
  if (step_ == step::revoking && (taken.ok() || taken == code::not_found))
    return go_on(step::left, never);
  if (taken != code::not_found || step_ == step::granting) {
    if (!taken.ok()) return failed(taken, now);
    return calls_.worked();
  }
  // It was away for longer than the lease.
  step_ = step::granting;
  lease_ = 0;
  calls_.refused(taken, now);
}

status etcd_lease::take(const etcd_reply& reply, time_point now) {
  switch (step_) {
    case step::granting: {
      auto lease = etcd::granted(reply.body);
      if (!lease) return lease.error();
      lease_ = lease->id;
      ttl_ = std::chrono::seconds{std::clamp(lease->ttl_seconds, ttl_seconds_min, ttl_seconds_max)};
      go_on(step::putting, now);
      return {};
    }
    case step::putting:
      go_on(step::keeping, now + ttl_ / 3);
      return {};
    case step::keeping: {
      auto lease = etcd::kept_alive(reply.body);
      if (!lease) return lease.error();
      if (lease->ttl_seconds <= 0) return fail(code::not_found, "the lease has ended");
      go_on(step::keeping, now + ttl_ / 3);
      return {};
    }
    case step::revoking:
    case step::left:
      break;
  }
  return {};
}

void etcd_lease::failed(const status& why, time_point now) { calls_.failed(why, now); }

void etcd_lease::key_is_gone(time_point now) {
  if (step_ == step::keeping && !calls_.calling()) go_on(step::putting, now);
}

void etcd_lease::leave(time_point now) {
  if (step_ == step::left) return;
  if (lease_ == 0) return go_on(step::left, never);
  go_on(step::revoking, now);
}

void etcd_lease::go_on(step to, time_point at) noexcept {
  step_ = to;
  calls_.over(at);
}

} // namespace carrick::membership
