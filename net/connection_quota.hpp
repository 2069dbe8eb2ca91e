#pragma once

#include <carrick/core/status.hpp>
#include <carrick/net/connection_limits.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace carrick::net {

/// The host of a connection by its remote address: the host of "host:port", one address for an
/// IPv4 address and the IPv6 address that stands for it. Other texts are their own host.
std::string host_of(std::string_view remote_address);

/// Who may connect, and who gives way: a machine without I/O over the connections that a node has
/// accepted. Those that it dialed itself are none of them.
class connection_quota {
 public:
  /// Of a connection, in the order of arrival.
  using number = std::uint64_t;
  struct refusal {
    number which = 0;
    std::string_view limit; ///< its name
    status why;             ///< for the other side
  };

  explicit connection_quota(const connection_limits& limits) : limits_(limits) {}

  /// Where members are, from now on.
  void members_are_at(std::set<std::string, std::less<>> hosts);

  /// A connection was accepted, and is in its handshake. The caller asks gives_way_for() next.
  number arrived(std::string_view from);
  /// It has said who it is.
  void said_hello(number which);
  /// So many bytes are kept for its handshake. The caller asks gives_way_for() next.
  void holds(number which, std::size_t bytes);
  /// Who has to be refused since that one came or grew, perhaps itself; nobody if all limits hold.
  ///
  /// One host above its limit makes room itself. For too many in all it is a host that has
  /// more than its share, if there is any; never the newest of all as the only one of its host.
  /// The oldest gives way: of those that have said nothing, while they are at least half of them.
  std::optional<refusal> gives_way_for(number newest) const;

  /// Why it may not have a link as a client; nothing if it may.
  std::optional<refusal> room_for_client(number which) const;
  /// Its handshake was successful: a link of a client counts, others have limits of their own.
  void linked(number which, bool as_client);
  /// Nothing but its last words is left.
  void ended(number which);
  /// Who is to be closed at once, without a wait for its last words to be read.
  std::optional<number> too_many_ended() const;
  void closed(number which);

  /// Accepted, and not closed.
  std::size_t connections() const noexcept { return connections_.size(); }
  std::size_t handshakes() const noexcept { return handshakes_.size(); }
  std::size_t clients() const noexcept { return clients_; }

 private:
  struct host_state {
    bool of_member = false;
    std::size_t handshakes = 0;
    std::size_t bytes = 0; // of handshakes
    std::size_t clients = 0;
    std::size_t connections = 0;
  };
  using host = std::map<std::string, host_state, std::less<>>::value_type;
  enum class stage : unsigned char { handshake, client, other, ended };
  struct connection {
    host* from = nullptr;
    stage at = stage::handshake;
    bool silent = true;
    std::size_t bytes = 0;
  };

  void leave(connection& one);
  template <class Which>
  number oldest(number newest, Which which) const;
  number oldest_of_the_rest(number newest) const;
  template <class Which>
  number largest(Which which) const;

  const connection_limits limits_;
  number last_ = 0;
  std::size_t clients_ = 0;
  std::size_t outside_ = 0;       // handshakes of hosts at which no member is
  std::size_t outside_bytes_ = 0; // of these
  std::map<std::string, host_state, std::less<>> hosts_;
  std::set<std::string, std::less<>> of_members_;
  std::map<number, connection> connections_;
  std::set<number> handshakes_;
  std::set<number> ended_;
};

} // namespace carrick::net
