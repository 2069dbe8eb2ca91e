#pragma once

#include <carrick/core/status.hpp>
#include <carrick/membership/update.hpp>

#include <cstdint>
#include <string>

namespace carrick {

/// What a source of members tells, on the home loop of its node.
class source_events {
 public:
  /// The whole list.
  virtual void on_members(const membership::update& list) = 0;
  /// The source answers, and what it says cannot be used; the next list may be right.
  virtual void on_refused(const status& why) = 0;
  /// The source cannot be reached; it is tried again. Called anew when the reason changes.
  virtual void on_lost(const status& why) = 0;
  /// For people, with no effect on the members.
  virtual void on_warning(const std::string& text) = 0;
  /// After stop(): it has left. Last call.
  virtual void on_stopped() = 0;

 protected:
  ~source_events() = default;
};

/// This node, for sources in which members register themselves.
struct own_registration {
  membership::configured_member member;
  std::uint64_t incarnation = 0;
};

/// Says who the members are. Lives on the home loop of its node; destroying it ends it at once, and
/// nothing follows. No event comes from inside a call.
class member_source {
 public:
  virtual ~member_source() = default;
  /// For logs and `members`: "etcd 127.0.0.1:2379", "file cluster.toml".
  virtual std::string name() const = 0;
  /// Whether the list that the node began with holds until the source speaks.
  virtual bool knows_at_start() const noexcept { return false; }
  virtual void start(const own_registration& self) = 0;
  /// Somebody wants it to look again now.
  virtual void refresh() {}
  /// Leaves, within a second.
  virtual void stop() = 0;
};

} // namespace carrick
