#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/status.hpp>
#include <carrick/core/time.hpp>
#include <carrick/membership/update.hpp>

#include <map>
#include <optional>

namespace carrick::membership {

/// What stands between a source of members and membership::machine, so that its moods reach nobody:
/// a machine without I/O.
///
///     settling.offer(list, now);  or  settling.lost();
///     while (auto list = settling.next(now)) ...   // after every input, and at next_deadline()
///
/// - An addition, new addresses and new tags take effect at once.
/// - A removal takes effect when it has stood for `settle`. A member that came back after its
///   removal must be gone twice as long the next time, up to 32 times, until it was left in peace
///   for limits::flap_memory.
/// - A list that contradicts the one in force, because an address passes from one member to
///   another, waits for `settle` as a whole.
/// - A list that check() finds wrong is refused whole.
class settling {
 public:
  /// `in_force` is the list to begin with.
  explicit settling(const update& in_force, duration settle = limits::membership_settle);

  /// The source's whole list, in any order. If it is refused, what was offered before still holds.
  status offer(const update& list, time_point now);
  /// Nothing is known of the source: removals that wait are forgotten until the next offer.
  void lost() noexcept;

  /// The list that is in force from now on, by id; each change is given once.
  std::optional<update> next(time_point now);
  /// What next() has given so far, by id.
  update in_force() const;
  /// When next() will have something; `never` if nothing waits.
  time_point next_deadline() const noexcept;

 private:
  using members = std::map<node_id, configured_member>;

  /// A member that was removed not long ago.
  struct flapping {
    unsigned returns = 0;
    time_point forget_at = never;
  };

  bool contradicts() const;
  duration hold_of(const node_id& id) const;
  bool take_whole(time_point now);
  bool take_additions(time_point now);
  bool take_removals(time_point now);
  void note_return(const node_id& id, time_point now);
  void note_removal(const node_id& id, time_point now);
  void forget_flaps(time_point now);

  const duration settle_;
  members in_force_;
  std::optional<members> offered_;
  std::map<node_id, time_point> gone_since_; ///< in force, not offered
  time_point contradicts_since_ = never;
  std::map<node_id, flapping> flaps_; ///< at most limits::flaps_remembered
};

} // namespace carrick::membership
