#pragma once

#include <carrick/core/time.hpp>

#include <caf/actor_control_block.hpp>
#include <caf/group.hpp>
#include <caf/mailbox_element.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace carrick {

enum class timeout_kind : unsigned char { receive, multi, request, message, group_message };

/// Names a timeout: setting it again replaces it, and by it it is cancelled.
struct timeout_key {
  caf::actor_id actor = 0; // whom it is for; 0 for groups
  timeout_kind kind = timeout_kind::receive;
  std::uint64_t type = 0; // CAF's timeout type or message id, or a number that is never used again
  std::uint64_t id = 0;   // tells multi timeouts of one type apart
  friend auto operator<=>(const timeout_key&, const timeout_key&) = default;
};

/// What is delivered when a time has come. Keeps its receiver alive: an actor that waits for a
/// timeout may have no other reference.
struct timeout {
  timeout_key key;
  std::uint64_t timeout_id = 0;
  caf::strong_actor_ptr receiver;
  caf::mailbox_element_ptr content; // of messages
  caf::group group;
};

/// Timeouts by (time, order of setting), and by name. A plain data structure: no clock, no lock.
///
/// Destroying a timeout may end an actor, which cancels its others: so those that are replaced or
/// cancelled are handed out, for the caller to destroy when it is out of here and of its lock.
class timeouts {
 public:
  using dead_ones = std::vector<timeout>;

  void set(time_point due, timeout what, dead_ones& dead);
  void cancel(const timeout_key& which, dead_ones& dead);
  void cancel_actor(caf::actor_id actor, dead_ones& dead);
  void cancel_all(dead_ones& dead);

  /// Appends those due at `now`, in order, at most `count_max`.
  void take_due(time_point now, std::size_t count_max, std::vector<timeout>& due);

  time_point next() const noexcept {
    return schedule_.empty() ? never : schedule_.begin()->first.due;
  }
  std::size_t size() const noexcept { return schedule_.size(); }

 private:
  struct position {
    time_point due;
    std::uint64_t order;
    friend auto operator<=>(const position&, const position&) = default;
  };
  using schedule = std::map<position, timeout>;
  using names = std::map<timeout_key, schedule::iterator>;

  void move(names::iterator name, time_point due, timeout what, dead_ones& dead);
  names::iterator drop(names::iterator name, dead_ones& dead);

  schedule schedule_;
  names names_;
  std::uint64_t set_ = 0;
};

} // namespace carrick
