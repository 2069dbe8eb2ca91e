#pragma once

#include <carrick/core/ids.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/connection_quota.hpp>
#include <carrick/net/transport.hpp>

#include <map>
#include <memory>
#include <string>

namespace carrick {

class link_actor;
class node_home;

/// Takes connections in, and keeps their number within bounds: the shell of net::connection_quota,
/// which has the rules. Links that the node dialed itself, or has to itself, are none of them:
/// their arrival() is 0.
///
/// Lives on the home loop of its node.
class acceptor final : private net::accept_events {
 public:
  explicit acceptor(node_home& home);

  /// `at`: the address of the options, looked up.
  status listen(const std::string& at);
  void stop() noexcept { listener_.reset(); }
  /// Empty when it does not listen.
  std::string address() const { return listener_ ? listener_->address() : std::string{}; }

  /// A connection from that address was accepted.
  void add(link_actor& link, const std::string& remote_address);
  /// It has got on in its handshake. Whoever has to gives way, perhaps itself.
  void moved(link_actor& link);
  /// Whether it may have a link as a client.
  status room_for_client(const link_actor& link);
  void established(link_actor& link);
  void ended(link_actor& link);
  void closed(link_actor& link);

  /// That count.
  std::size_t connections() const noexcept { return quota_.connections(); }

  /// The members, or their addresses, are others.
  void members_changed();
  /// A member is linked from or at that address, whatever the membership says.
  void member_seen(const node_id& member, const std::string& remote_address);

 private:
  using number = net::connection_quota::number;

  void make_room(number newest);

  void on_accepted(std::unique_ptr<net::connection> accepted) override;
  void on_accept_paused(const status& why) override;

  node_home& home_;
  std::unique_ptr<net::listener> listener_;
  net::connection_quota quota_;
  std::map<number, link_actor*> links_;
  std::map<node_id, std::string> seen_at_; // hosts of members
};

} // namespace carrick
