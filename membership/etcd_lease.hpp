#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/etcd_calls.hpp>
#include <carrick/membership/growing_pause.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace carrick::membership {

struct etcd_lease_options {
  std::string key;
  std::string value;
  duration ttl{};
  std::uint64_t seed = 0; ///< of the pauses' jitter
};

/// This node's key in etcd, as a machine without I/O: a lease is granted, the key put under it, and
/// the lease kept alive three times in its length; if it is lost, all anew. After leave() it is
/// revoked, and the key goes with it.
///
///     while (auto call = lease.next_call(now)) ...   // one at a time, at endpoint() of all
///     lease.answered(reply, now);  or  lease.failed(why, now);
///     come again at next_deadline()
class etcd_lease {
 public:
  etcd_lease(etcd_lease_options options, time_point now);

  /// The call to make now; nothing while one is under way.
  std::optional<etcd_call> next_call(time_point now);
  void answered(const etcd_reply& reply, time_point now);
  /// The endpoint did not answer: the next one is tried after a pause.
  void failed(const status& why, time_point now);
  time_point next_deadline() const noexcept;
  /// How often it went to another endpoint: the place of the present one in their circle.
  std::size_t endpoint() const noexcept { return endpoint_; }

  /// Somebody else deleted the key: put it again.
  void key_is_gone(time_point now);
  /// What is under way is given up, and the lease revoked.
  void leave(time_point now);
  bool has_left() const noexcept { return step_ == step::left; }

  /// The key stands.
  bool registered() const noexcept { return step_ == step::keeping && problem_.ok(); }
  /// Why the last call had no success; ok if it had.
  const status& problem() const noexcept { return problem_; }

 private:
  enum class step : unsigned char { granting, putting, keeping, revoking, left };

  status take(const etcd_reply& reply, time_point now);
  void go_on(step to, time_point at) noexcept;

  const etcd_lease_options options_;
  growing_pause pause_;
  step step_ = step::granting;
  bool calling_ = false;
  time_point due_;
  std::size_t endpoint_ = 0;
  std::int64_t lease_ = 0;
  duration ttl_{}; ///< as granted
  status problem_;
};

} // namespace carrick::membership
