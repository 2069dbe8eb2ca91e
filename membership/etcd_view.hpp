#pragma once

#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/etcd_answers.hpp>
#include <carrick/membership/etcd_calls.hpp>
#include <carrick/membership/line_splitter.hpp>
#include <carrick/membership/paced_calls.hpp>
#include <carrick/membership/update.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace carrick::membership {

struct etcd_view_options {
  std::string prefix;
  /// A watch that is silent for this long is begun anew where it stopped: the connection may be
  /// dead. Costs one call.
  duration silent_max{};
  std::uint64_t seed = 0; ///< of the pauses' jitter
};

/// The members' keys in etcd, as a machine without I/O: they are listed once and then watched from
/// the next revision on. A watch that breaks is resumed at the revision it had come to; when etcd
/// has compacted that away, or has become another one (of other data), all is listed again.
///
/// One call at a time, as with etcd_lease; a watch ends with failed(), too.
class etcd_view {
 public:
  etcd_view(etcd_view_options options, time_point now);

  std::optional<etcd_call> next_call(time_point now);
  /// To the call that lists.
  void answered(const etcd_reply& reply, time_point now);
  /// Bytes of the watch. Afterwards the call is over if !watching().
  void feed(byte_span bytes, time_point now);
  void failed(const status& why, time_point now);
  /// Something happens then without a call: a silent watch ends.
  void tick(time_point now);
  time_point next_deadline() const noexcept { return std::min(calls_.due(), silent_at_); }
  /// As paced_calls has it.
  std::size_t endpoint() const noexcept { return calls_.endpoint(); }

  /// A call is under way, and wanted.
  bool calls() const noexcept { return calls_.calling(); }
  /// It is one that streams.
  bool watching() const noexcept { return calls() && step_ == step::watching; }
  /// The whole list when it may have changed since the last call, or why it cannot be used:
  /// `malformed` names the key.
  std::optional<result<update>> next_list();
  /// That id had a key, and it was deleted since the last call of this kind.
  bool was_deleted(std::string_view id);
  /// Why there is no news; ok while listing and watching work.
  const status& problem() const noexcept { return calls_.problem(); }

 private:
  enum class step : unsigned char { listing, watching };

  void take(const etcd::watch_created& created, time_point now);
  void take(const etcd::watch_changes& changes, time_point now);
  void take(const etcd::watch_ended& ended, time_point now);
  void call_is_over(step to, time_point next) noexcept;
  void works() noexcept;

  const etcd_view_options options_;
  paced_calls calls_;
  step step_ = step::listing;
  time_point silent_at_ = never; ///< of a watch

  line_splitter lines_;
  std::string cluster_;
  std::int64_t revision_ = 0;                              ///< what values_ is of
  std::map<std::string, std::string, std::less<>> values_; ///< by key
  std::set<std::string> deleted_;                          ///< keys, until asked for
  bool changed_ = false;
};

} // namespace carrick::membership
