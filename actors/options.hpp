#pragma once

#include <carrick/actors/sources/options.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/log.hpp>
#include <carrick/core/time.hpp>
#include <carrick/core/wall_clock.hpp>
#include <carrick/net/connection_limits.hpp>
#include <carrick/net/terms.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace carrick {

namespace net {
class transport;
}

/// What happens to a post when the buffer of unsent posts of its peer is full.
enum class when_full : unsigned char {
  drop_oldest, ///< the oldest unsent post goes, counted as dropped
  fail,        ///< post() returns `overloaded`
  /// The same, and who posts is told when there is room again: an actor by on_room();
  /// client::post() waits for it. No loop ever waits.
  block,
};

/// A member as the configuration names it.
struct member_options {
  node_id node;
  /// False: whoever answers at the address is meant, and `node` is only what we call it (clients
  /// that were given an address).
  bool verify_name = true;
  std::vector<std::string> addresses; ///< tried in turn
  std::map<std::string, std::string> tags;
};

struct reconnect_options {
  duration min = limits::reconnect_min;
  duration max = limits::reconnect_max;
  double jitter = limits::reconnect_jitter; ///< a pause is shortened by at most this share
};

struct post_options {
  std::size_t unsent = limits::posts_unsent;
  std::size_t unsent_bytes = limits::posts_unsent_bytes;
  carrick::when_full when_full = carrick::when_full::drop_oldest;
};

/// What is kept of nodes that dial this one and are no members (yet): docs/protocol.md, section 10.
struct stranger_options {
  std::size_t links =
    limits::tentative_links; ///< the least recently created gives way; 0: all are refused
  std::size_t posts = limits::tentative_posts; ///< of each, the newest
  std::size_t bytes = limits::tentative_bytes; ///< of their bodies
  duration age = limits::tentative_age;        ///< how long one may wait to become a member
};

/// Everything a node is made from. Values only, but for the transport and the log, which are
/// shared.
struct node_options {
  node_id id;
  std::string cluster = "carrick";
  std::string app_version;
  net::role role = net::role::member;
  std::string listen;    ///< empty: accepts nobody (clients)
  std::string advertise; ///< empty: the listen address
  std::map<std::string, std::string> tags;

  /// The membership to begin with, this node included or not; for ever if the source is static.
  std::vector<member_options> members;
  source_options source;

  std::shared_ptr<net::transport> transport; ///< none: TCP
  bool insecure_plaintext = false;           ///< allows plain links beyond loopback
  bool checksum = true;                      ///< offered where the transport has no integrity
  bool checksum_always = false;              ///< offered everywhere, to measure what it costs
  std::size_t socket_buffer = 0;             ///< of TCP, each way; 0: as the kernel sees fit
  duration flush_every = duration::zero();   ///< a link that wrote less long ago waits for company
  net::link_limits link;
  std::size_t held_bytes = limits::held_all_bytes; ///< of all links; see link_limits::held_bytes
  net::connection_limits accept;
  duration dial_timeout = limits::dial_attempt;
  duration dial_fallback = limits::dial_fallback;
  reconnect_options reconnect;
  post_options posts;
  stranger_options strangers;

  duration ask_deadline = limits::request_deadline;
  duration handler_warn = limits::handler_warn;
  duration drain_grace = limits::goodbye_grace;

  /// 0: drawn at start. Two processes of one id differ in it.
  std::uint64_t incarnation = 0;
  /// Seed of jitter; 0: drawn at start.
  std::uint64_t seed = 0;

  wall_clock* wall = nullptr; ///< none: the system's. Outlives the node.
  logger* log = nullptr;      ///< none: nothing is logged. Outlives the node.
};

} // namespace carrick
