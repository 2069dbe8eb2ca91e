#include <carrick/config/schema.hpp>

#include <array>
#include <limits>

namespace carrick::config {
namespace {

using namespace std::chrono_literals;
using limits::KiB;
using limits::MiB;

constexpr std::size_t GiB = 1024 * MiB;

constexpr std::array<std::string_view, 5> provider_names{"static", "file", "etcd", "dns", "exec"};
constexpr std::array<std::string_view, 3> when_full_names{"drop-oldest", "fail", "block"};
constexpr std::array<std::string_view, 3> format_names{"auto", "text", "json"};
constexpr std::array<std::string_view, 3> restart_names{"never", "on-failure", "always"};

// A frame's length has 24 bits on the wire; a handshake frame has to fit.
constexpr range<std::size_t> frame_sizes{limits::handshake_frame_bytes, 8 * MiB};
constexpr range<std::size_t> message_sizes{limits::handshake_frame_bytes, 1 * GiB};
constexpr range<std::size_t> windows{16 * KiB, 1 * GiB};
constexpr range<std::size_t> buffers{1 * KiB, 64 * GiB};
constexpr range<std::size_t> restart_counts{1, 1'000'000};
constexpr range<std::size_t> post_counts{1, 16 * MiB};
constexpr range<std::size_t> stranger_counts{0, 65'536};
constexpr range<std::size_t> stranger_bytes{1 * KiB, 1 * GiB};
constexpr range<std::size_t> connection_counts{1, 65'536};
constexpr range<std::size_t> client_counts{0, 1'000'000};
constexpr range<std::size_t> handshake_sizes{64 * KiB, 64 * GiB};
constexpr range<duration> timeouts{1ms, limits::request_deadline_max};

template <class Enum>
void choice(schema_visitor& v, std::string_view key, Enum& to,
            std::span<const std::string_view> names) {
  auto index = static_cast<std::size_t>(to);
  v.choice(key, index, names);
  to = static_cast<Enum>(index);
}

void describe(membership_spec& m, schema_visitor& v) {
  choice(v, "provider", m.provider, provider_names);
  v.time("ping_after", m.ping_after, {0s, limits::request_deadline_max});
  v.time("fail_after", m.fail_after, timeouts);
  v.time("settle", m.settle, {0s, 60s});
  v.section("etcd", [&] {
    v.texts("endpoints", m.etcd.endpoints, {.bytes_min = 1});
    v.text("prefix", m.etcd.prefix, {});
    v.time("lease_ttl", m.etcd.lease_ttl, {1s, 1h});
  });
  v.section("dns", [&] {
    v.text("name", m.dns.name, {});
    v.time("every", m.dns.every, {100ms, 1h});
    v.address("server", m.dns.server, {.may_be_empty = true, .numeric = true});
  });
  v.section("exec", [&] {
    v.texts("command", m.exec.command, {.bytes_max = 4096, .may_have_controls = true});
  });
  v.section("strangers", [&] {
    v.count("links", m.strangers.links, stranger_counts);
    v.count("posts", m.strangers.posts, post_counts);
    v.size("bytes", m.strangers.bytes, stranger_bytes);
    v.time("age", m.strangers.age, timeouts);
  });
}

void describe(transport_spec& t, schema_visitor& v) {
  v.flag("insecure_plaintext", t.insecure_plaintext);
  v.time("dial_timeout", t.dial_timeout, timeouts);
  v.section("reconnect", [&] {
    v.time("min", t.reconnect.min, timeouts);
    v.time("max", t.reconnect.max, timeouts);
    v.ratio("jitter", t.reconnect.jitter, {0, 1});
  });
  v.section("accept", [&] {
    v.count("handshakes", t.accept.handshakes, connection_counts);
    v.count("handshakes_of_host", t.accept.handshakes_of_host, connection_counts);
    v.size("handshake_bytes", t.accept.handshake_bytes, handshake_sizes);
    v.count("clients", t.accept.clients, client_counts);
    v.count("clients_of_host", t.accept.clients_of_host, client_counts);
  });
  v.flag("checksum", t.checksum);
  v.size("frame_max", t.frame_max, frame_sizes);
  v.size("message_max", t.message_max, message_sizes);
  v.size("stream_window", t.stream_window, windows);
  v.size("link_window", t.link_window, windows);
  v.size("post_window", t.post_window, windows);
  v.size("held_max", t.held_max, buffers);
  v.size("held_all", t.held_all, buffers);
  v.size("socket_buffer", t.socket_buffer, {0, 1 * GiB});
  v.time("flush_every", t.flush_every, {0s, 100ms});
}

void describe(defaults_spec& d, schema_visitor& v) {
  v.time("ask_deadline", d.ask_deadline, timeouts);
  v.time("handler_warn", d.handler_warn, timeouts);
  v.section("posts", [&] {
    v.count("max", d.posts.max, post_counts);
    v.size("max_bytes", d.posts.max_bytes, buffers);
    choice(v, "when_full", d.posts.when_full, when_full_names);
  });
}

} // namespace

void describe(cluster_spec& spec, schema_visitor& v) {
  v.text("cluster", spec.cluster, {.bytes_min = 1});
  v.text("app_version", spec.app_version, {});
  v.nodes("nodes", spec.nodes);
  v.section("membership", [&] { describe(spec.membership, v); });
  v.section("transport", [&] { describe(spec.transport, v); });
  v.section("defaults", [&] { describe(spec.defaults, v); });
  v.section("runtime", [&] {
    v.loops("loops", spec.runtime.loops);
    v.time("spin", spec.runtime.spin, {0s, 1s});
  });
  v.section("drain", [&] { v.time("grace", spec.drain.grace, timeouts); });
  v.section("log", [&] {
    v.levels("level", spec.log.level);
    choice(v, "format", spec.log.format, format_names);
  });
}

void describe(node_spec& node, schema_visitor& v) {
  v.address("listen", node.listen, {.may_listen = true});
  v.address("advertise", node.advertise, {.may_be_empty = true});
  v.tags("tags", node.tags);
  v.actors("actors", node.actors);
}

void describe(actor_spec& actor, schema_visitor& v) {
  v.text("name", actor.name, {.bytes_min = 1});
  v.actor_type("type", actor.type);
  v.options("options", actor.options);
  auto& restart = actor.restart;
  choice(v, "restart", restart.after, restart_names);
  v.section("restart_pause", [&] {
    v.time("min", restart.pause_min, timeouts);
    v.time("max", restart.pause_max, timeouts);
  });
  v.section("restart_limit", [&] {
    v.count("count", restart.count, restart_counts);
    v.time("within", restart.within, timeouts);
  });
}

} // namespace carrick::config
