#include <carrick/membership/etcd_lease.hpp>

#include <carrick/membership/etcd_answers.hpp>

#include <utility>

namespace carrick::membership {
namespace {

using namespace std::chrono_literals;

constexpr duration pause_min = 100ms;
constexpr duration pause_max = 2s;

} // namespace

etcd_lease::etcd_lease(etcd_lease_options options, time_point now)
    : options_(std::move(options)), pause_(pause_min, pause_max, options_.seed), due_(now) {}

std::optional<etcd_call> etcd_lease::next_call(time_point now) {
  if (calling_ || step_ == step::left || now < due_) return std::nullopt;
  calling_ = true;
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
    pause_.reset();
    problem_ = {};
    return;
  }
  // It was away for longer than the lease.
  problem_ = taken;
  lease_ = 0;
  go_on(step::granting, now + pause_.next());
}

status etcd_lease::take(const etcd_reply& reply, time_point now) {
  switch (step_) {
    case step::granting: {
      auto lease = etcd::granted(reply.body);
      if (!lease) return lease.error();
      lease_ = lease->id;
      ttl_ = std::max<duration>(std::chrono::seconds{lease->ttl_seconds}, 1s);
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

void etcd_lease::failed(const status& why, time_point now) {
  problem_ = why;
  ++endpoint_;
  go_on(step_, now + pause_.next());
}

time_point etcd_lease::next_deadline() const noexcept { return calling_ ? never : due_; }

void etcd_lease::key_is_gone(time_point now) {
  if (step_ == step::keeping && !calling_) go_on(step::putting, now);
}

void etcd_lease::leave(time_point now) {
  if (step_ == step::left) return;
  if (lease_ == 0) return go_on(step::left, never);
  go_on(step::revoking, now);
}

void etcd_lease::go_on(step to, time_point at) noexcept {
  step_ = to;
  due_ = at;
  calling_ = false;
}

} // namespace carrick::membership
