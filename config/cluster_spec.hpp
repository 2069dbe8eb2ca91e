#pragma once

#include <carrick/actors/options.hpp>
#include <carrick/actors/restart_plan.hpp>
#include <carrick/config/value.hpp>
#include <carrick/core/ids.hpp>
#include <carrick/core/limits.hpp>
#include <carrick/core/log.hpp>
#include <carrick/core/time.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::config {

/// The newest format of the file that this version reads.
inline constexpr unsigned schema_newest = 1;

/// An actor that a node spawns when it starts.
struct actor_spec {
  std::string name;        ///< unique on its node, addressed node/name
  std::string type;        ///< from the registry
  value options;           ///< its table, checked by the type's own options
  restart_options restart; ///< what happens when it ends
};

struct node_spec {
  node_id id;
  std::string listen;    ///< host:port; port 0: any free one, then others cannot dial this node
  std::string advertise; ///< host:port; empty: as `listen`
  std::map<std::string, std::string> tags;
  std::vector<actor_spec> actors;

  /// What others dial; empty if they cannot know it (port 0).
  std::string dialed_address() const;
};

enum class membership_provider : unsigned char { fixed /* "static" */, file, etcd, dns, exec };
enum class log_format : unsigned char { automatic /* "auto" */, text, json };

struct etcd_spec {
  std::vector<std::string> endpoints; ///< "http://host:port"
  std::string prefix;                 ///< empty: "/carrick/CLUSTER/"
  duration lease_ttl = limits::etcd_lease;
};

struct dns_spec {
  std::string name; ///< with a port: its addresses; without: its SRV records
  duration every = limits::dns_every;
  std::string server; ///< host:port; empty: those of the system
};

struct exec_spec {
  std::vector<std::string> command;
};

/// Nodes that dial and are no members (yet).
struct strangers_spec {
  std::size_t links = limits::tentative_links; ///< 0: all are refused
  std::size_t posts = limits::tentative_posts; ///< kept of each, the newest,
  std::size_t bytes = limits::tentative_bytes; ///< and of their bodies: both hold
  duration age = limits::tentative_age;
};

struct membership_spec {
  membership_provider provider = membership_provider::fixed;
  duration settle = limits::membership_settle;
  etcd_spec etcd;
  dns_spec dns;
  exec_spec exec;
  strangers_spec strangers;
  /// 0: a quarter of `fail_after`, at most limits::ping_after.
  duration ping_after = duration::zero();
  duration fail_after = limits::fail_after;
};

struct reconnect_spec {
  duration min = limits::reconnect_min;
  duration max = limits::reconnect_max;
  double jitter = limits::reconnect_jitter; ///< 0 to 1: the part of a pause that is drawn
};

/// What others connect.
struct accept_spec {
  std::size_t handshakes = limits::handshakes_pending; ///< under way, of addresses of no member,
  std::size_t handshakes_of_host = limits::handshakes_of_host; ///< and of any one address
  std::size_t handshake_bytes = limits::handshake_bytes;       ///< what they keep
  std::size_t clients = limits::client_links;
  std::size_t clients_of_host = limits::client_links_of_host;
};

struct transport_spec {
  bool insecure_plaintext = false; ///< allow unencrypted links beyond loopback
  duration dial_timeout = limits::dial_attempt;
  reconnect_spec reconnect;
  accept_spec accept;
  bool checksum = true; ///< 4 bytes a frame, where the transport has none of its own
  std::size_t frame_max = limits::frame_bytes;
  std::size_t message_max = limits::message_bytes;
  std::size_t stream_window = limits::stream_window;
  std::size_t link_window = limits::link_window;
  std::size_t post_window = limits::posts_in_flight_bytes;
  std::size_t held_max = limits::held_bytes;     ///< of a link
  std::size_t held_all = limits::held_all_bytes; ///< of all links of a node
  std::size_t socket_buffer = 0;                 ///< each way; 0: as the kernel sees fit
  duration flush_every = duration::zero();       ///< what is small waits so long for company
};

/// Unsent posts to one peer: both limits hold.
struct posts_spec {
  std::size_t max = limits::posts_unsent;
  std::size_t max_bytes = limits::posts_unsent_bytes;
  carrick::when_full when_full = carrick::when_full::drop_oldest;
};

struct defaults_spec {
  duration ask_deadline = limits::request_deadline;
  duration handler_warn = limits::handler_warn;
  posts_spec posts;
};

/// Threads: either `shared` loops that carry links and actors alike (0: one a usable processor), or
/// loops for links and others for actors, so that heavy actors hold no link up.
struct loops_spec {
  std::size_t shared = 0;
  std::size_t links = 0, actors = 0; ///< both 0, or both at least 1

  bool are_split() const noexcept { return links != 0; }
};

struct runtime_spec {
  loops_spec loops;
  duration spin = duration::zero(); ///< an idle loop polls that long before it sleeps
};

struct drain_spec {
  duration grace = limits::goodbye_grace;
};

struct log_spec {
  /// By component; "default" is always there and holds for those without a level of their own.
  std::map<std::string, log_level> level = {{"default", log_level::info}};
  log_format format = log_format::automatic;
};

/// The components that log lines name, and so the keys of `log.level` beside "default".
inline constexpr std::string_view log_components[] = {"actor", "link",      "loop",
                                                      "node",  "transport", "membership"};

/// What one file says, with profile, environment and --set applied: everything is checked.
struct cluster_spec {
  std::string cluster;
  std::string app_version;
  std::map<node_id, node_spec> nodes;
  membership_spec membership;
  transport_spec transport;
  defaults_spec defaults;
  runtime_spec runtime;
  drain_spec drain;
  log_spec log;

  /// Where each value that is not a default comes from, by its path: "nodes.n1.listen",
  /// "nodes.n1.actors.store.options.max_keys", keys quoted as in TOML.
  std::map<std::string, origin> origins;
  /// Of the value at that path; kind::defaulted if nobody set it.
  origin origin_of(std::string_view path) const;
  /// The same, or else of the innermost table around it that stands somewhere.
  origin origin_around(std::string_view path) const;
};

} // namespace carrick::config
