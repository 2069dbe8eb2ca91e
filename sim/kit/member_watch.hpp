#pragma once

#include <carrick/actors/system_messages.hpp>
#include <carrick/membership/event.hpp>
#include <carrick/sim/outside/opened_stream.hpp>

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace carrick::sim {

class ground;

/// What a node says of the members from now on: a `snapshot` of each, then what changes. A value of
/// the test's thread, not beyond its cluster.
class member_watch {
 public:
  using events = opened_stream<system_messages::member_change, nothing>;
  member_watch(ground& at, std::string node, duration limit, events from)
      : at_(&at), node_(std::move(node)), limit_(limit), events_(std::move(from)) {}

  /// The next event that was not taken; none: nothing came within that time, or the node has ended.
  std::optional<system_messages::member_change> next(duration limit);
  /// Takes that event of that member, and with it what that member's events were before. Those of
  /// others can be expected afterwards. If it does not come within the limit (0:
  /// test_options::limit), expectation_failed says what came.
  void expect(member_event::type what, std::string_view of, duration limit = {});

 private:
  [[noreturn]] void not_said(member_event::type what, std::string_view of) const;

  ground* at_;
  std::string node_;
  duration limit_;
  events events_;
  std::deque<system_messages::member_change> waiting_; // came, and was not taken
};

} // namespace carrick::sim
