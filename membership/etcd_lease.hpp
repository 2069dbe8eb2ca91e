#pragma once

#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/etcd_calls.hpp>
#include <carrick/membership/paced_calls.hpp>

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
  time_point next_deadline() const noexcept { return calls_.due(); }
  /// As paced_calls has it.
  std::size_t endpoint() const noexcept { return calls_.endpoint(); }

  /// Somebody else deleted the key: put it again.
  void key_is_gone(time_point now);
  /// What is under way is given up, and the lease revoked.
  void leave(time_point now);
  bool has_left() const noexcept { return step_ == step::left; }

  /// The key stands.
  bool registered() const noexcept { return step_ == step::keeping && problem().ok(); }
  const status& problem() const noexcept { return calls_.problem(); }

 private:
  enum class step : unsigned char { granting, putting, keeping, revoking, left };

  status take(const etcd_reply& reply, time_point now);
  void go_on(step to, time_point at) noexcept;

  const etcd_lease_options options_;
  paced_calls calls_;
  step step_ = step::granting;
  std::int64_t lease_ = 0;
  duration ttl_{}; ///< as granted
};

} // namespace carrick::membership
