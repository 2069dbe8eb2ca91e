#include <carrick/config/load.hpp>
#include <carrick/config/node_from_spec.hpp>
#include <carrick/config/schema.hpp>
#include <carrick/tools/spdlog_logger.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace carrick;
using namespace carrick::tools;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view base = R"(cluster = "c"
[nodes.n1]
listen = "127.0.0.1:7101"
[[nodes.n1.actors]]
name = "a"
type = "t"
)";

/// The paths of all keys that the schema knows, of the node and the actor of the base.
class key_list final : public config::schema_visitor {
 public:
  static std::set<std::string> all() {
    key_list list;
    config::cluster_spec spec;
    describe(spec, list);
    return std::move(list.paths_);
  }

  void section(std::string_view key, const std::function<void()>& inside) override {
    within(std::string{key}, inside);
  }
  void text(std::string_view key, std::string&, config::text_rule) override { add(key); }
  void texts(std::string_view key, std::vector<std::string>&, config::text_rule) override {
    add(key);
  }
  void address(std::string_view key, std::string&, config::address_rule) override { add(key); }
  void flag(std::string_view key, bool&) override { add(key); }
  void time(std::string_view key, duration&, config::range<duration>) override { add(key); }
  void size(std::string_view key, std::size_t&, config::range<std::size_t>) override { add(key); }
  void count(std::string_view key, std::size_t&, config::range<std::size_t>) override { add(key); }
  void ratio(std::string_view key, double&, config::range<double>) override { add(key); }
  void choice(std::string_view key, std::size_t&, std::span<const std::string_view>) override {
    add(key);
  }
  void tags(std::string_view key, std::map<std::string, std::string>&) override { add(key); }
  void levels(std::string_view key, std::map<std::string, log_level>&) override {
    within(std::string{key}, [&] {
      add("default");
      for (auto component : config::log_components) add(component);
    });
  }
  void loops(std::string_view key, config::loops_spec&) override { add(key); }
  void nodes(std::string_view key, std::map<node_id, config::node_spec>&) override {
    config::node_spec node;
    within(std::string{key} + ".n1", [&] { describe(node, *this); });
  }
  void actors(std::string_view key, std::vector<config::actor_spec>&) override {
    config::actor_spec actor;
    within(std::string{key} + ".a", [&] { describe(actor, *this); });
  }
  void actor_type(std::string_view key, std::string&) override { add(key); }
  void options(std::string_view key, config::value&) override { add(key); }

 private:
  void add(std::string_view key) { paths_.insert(path_ + std::string{key}); }
  template <class Inside>
  void within(const std::string& key, Inside&& inside) {
    auto outer = path_;
    path_ += key + '.';
    inside();
    path_ = outer;
  }

  std::string path_;
  std::set<std::string> paths_;
};

/// What a node is made from.
struct made {
  node_options node;
  actor_options actor;
  loops_options loops;
  logger_options log;
};

made made_from(const std::vector<std::string>& sets) {
  auto loaded = config::load_text(base, "c.toml", {.sets = sets});
  for (const auto& finding : loaded.error()) UNSCOPED_INFO(to_string(finding));
  REQUIRE(loaded);
  auto n1 = node_id::parse("n1").value();
  return {config::node_options_from(*loaded, n1, {"c.toml"}),
          config::actor_options_from(*loaded, n1).at(0), config::loops_options_from(*loaded),
          logger_options_from(loaded->log, true)};
}

template <class Source>
const Source* source_of(const made& m) {
  return std::get_if<Source>(&m.node.source.from);
}

template <class Source>
bool is_from(const made& m) {
  return source_of<Source>(m) != nullptr;
}

bool writes_only_errors(const made& m, std::string_view component) {
  return !m.log.levels.enabled(log_level::warn, component) &&
    m.log.levels.enabled(log_level::error, component);
}

struct changed_key {
  std::string key, value; ///< as for --set
  /// Not so by default.
  std::function<bool(const made&)> at_its_consumer;
  std::vector<std::string> with = {}; ///< what must be said, too
};

const std::vector<std::string> with_etcd{"membership.provider=etcd",
                                         "membership.etcd.endpoints=[\"http://127.0.0.1:1\"]"};
const std::vector<std::string> with_dns{"membership.provider=dns", "membership.dns.name=kv.test"};

const std::vector<changed_key> changed_keys{
  {"cluster", "other", [](auto& m) { return m.node.cluster == "other"; }},
  {"app_version", "1.2", [](auto& m) { return m.node.app_version == "1.2"; }},

  {"nodes.n1.listen", "127.0.0.1:2", [](auto& m) { return m.node.listen == "127.0.0.1:2"; }},
  {"nodes.n1.advertise", "127.0.0.1:3",
   [](auto& m) {
     return m.node.advertise == "127.0.0.1:3" &&
       m.node.members.at(0).addresses == std::vector<std::string>{"127.0.0.1:3"};
   }},
  {"nodes.n1.tags", "{ zone = \"a\" }", [](auto& m) { return m.node.tags.contains("zone"); }},
  {"nodes.n1.actors.a.name", "b", [](auto& m) { return m.actor.name == "b"; }},
  {"nodes.n1.actors.a.type", "u", [](auto& m) { return m.actor.type == "u"; }},
  {"nodes.n1.actors.a.options", "{ max = 7 }",
   [](auto& m) { return m.actor.options->size() == 1; }},
  {"nodes.n1.actors.a.restart", "always",
   [](auto& m) { return m.actor.restart.after == restart_after::any_end; }},
  {"nodes.n1.actors.a.restart_pause.min", "1s",
   [](auto& m) { return m.actor.restart.pause_min == 1s; }},
  {"nodes.n1.actors.a.restart_pause.max", "1m",
   [](auto& m) { return m.actor.restart.pause_max == 1min; }},
  {"nodes.n1.actors.a.restart_limit.count", "3",
   [](auto& m) { return m.actor.restart.count == 3; }},
  {"nodes.n1.actors.a.restart_limit.within", "2m",
   [](auto& m) { return m.actor.restart.within == 2min; }},

  {"membership.provider", "file", is_from<file_source_options>},
  {"membership.ping_after", "2s", [](auto& m) { return m.node.link.ping_after == 2s; }},
  {"membership.fail_after", "9s", [](auto& m) { return m.node.link.fail_after == 9s; }},
  {"membership.settle", "3s", [](auto& m) { return m.node.source.settle == 3s; }},
  {"membership.etcd.endpoints", "[\"http://127.0.0.1:2\"]",
   [](auto& m) {
     auto* etcd = source_of<etcd_source_options>(m);
     return etcd && etcd->endpoints == std::vector<std::string>{"127.0.0.1:2"};
   },
   with_etcd},
  {"membership.etcd.prefix", "/x/",
   [](auto& m) {
     auto* etcd = source_of<etcd_source_options>(m);
     return etcd && etcd->prefix == "/x/";
   },
   with_etcd},
  {"membership.etcd.lease_ttl", "20s",
   [](auto& m) {
     auto* etcd = source_of<etcd_source_options>(m);
     return etcd && etcd->lease_ttl == 20s;
   },
   with_etcd},
  {"membership.dns.name", "kv.other:1",
   [](auto& m) {
     auto* dns = source_of<dns_source_options>(m);
     return dns && dns->name == "kv.other:1";
   },
   with_dns},
  {"membership.dns.every", "7s",
   [](auto& m) {
     auto* dns = source_of<dns_source_options>(m);
     return dns && dns->every == 7s;
   },
   with_dns},
  {"membership.dns.server", "[::1]:53",
   [](auto& m) {
     auto* dns = source_of<dns_source_options>(m);
     return dns && dns->server == "[::1]:53";
   },
   with_dns},
  {"membership.exec.command",
   "[\"a\", \"b\"]",
   [](auto& m) {
     auto* exec = source_of<exec_source_options>(m);
     return exec && exec->command == std::vector<std::string>{"a", "b"};
   },
   {"membership.provider=exec", "membership.exec.command=[\"a\"]"}},
  {"membership.strangers.links", "5", [](auto& m) { return m.node.strangers.links == 5; }},
  {"membership.strangers.posts", "6", [](auto& m) { return m.node.strangers.posts == 6; }},
  {"membership.strangers.bytes", "7KiB",
   [](auto& m) { return m.node.strangers.bytes == 7 * limits::KiB; }},
  {"membership.strangers.age", "8s", [](auto& m) { return m.node.strangers.age == 8s; }},

  {"transport.insecure_plaintext", "true", [](auto& m) { return m.node.insecure_plaintext; }},
  {"transport.dial_timeout", "3s", [](auto& m) { return m.node.dial_timeout == 3s; }},
  {"transport.reconnect.min", "10ms", [](auto& m) { return m.node.reconnect.min == 10ms; }},
  {"transport.reconnect.max", "7s", [](auto& m) { return m.node.reconnect.max == 7s; }},
  {"transport.reconnect.jitter", "0", [](auto& m) { return m.node.reconnect.jitter == 0; }},
  {"transport.accept.handshakes", "9", [](auto& m) { return m.node.accept.handshakes == 9; }},
  {"transport.accept.handshakes_of_host", "8",
   [](auto& m) { return m.node.accept.handshakes_of_host == 8; }},
  {"transport.accept.handshake_bytes", "1MiB",
   [](auto& m) { return m.node.accept.handshake_bytes == limits::MiB; }},
  {"transport.accept.clients", "7", [](auto& m) { return m.node.accept.clients == 7; }},
  {"transport.accept.clients_of_host", "6",
   [](auto& m) { return m.node.accept.clients_of_host == 6; }},
  {"transport.checksum", "false", [](auto& m) { return !m.node.checksum; }},
  {"transport.frame_max", "32KiB",
   [](auto& m) { return m.node.link.frame_bytes == 32 * limits::KiB; }},
  {"transport.message_max", "1MiB",
   [](auto& m) { return m.node.link.message_bytes == limits::MiB; }},
  {"transport.stream_window", "128KiB",
   [](auto& m) { return m.node.link.stream_window == 128 * limits::KiB; }},
  {"transport.held_max", "32MiB",
   [](auto& m) { return m.node.link.held_bytes == 32 * limits::MiB; }},
  {"transport.held_all", "96MiB", [](auto& m) { return m.node.held_bytes == 96 * limits::MiB; }},
  {"transport.link_window", "2MiB",
   [](auto& m) { return m.node.link.link_window == 2 * limits::MiB; }},
  {"transport.post_window", "3MiB",
   [](auto& m) { return m.node.link.post_window == 3 * limits::MiB; }},
  {"transport.socket_buffer", "512KiB",
   [](auto& m) { return m.node.socket_buffer == 512 * limits::KiB; }},
  {"transport.flush_every", "200us", [](auto& m) { return m.node.flush_every == 200us; }},

  {"defaults.ask_deadline", "6s",
   [](auto& m) { return m.node.ask_deadline == 6s && m.node.link.default_deadline == 6s; }},
  {"defaults.handler_warn", "200ms", [](auto& m) { return m.node.handler_warn == 200ms; }},
  {"defaults.posts.max", "10", [](auto& m) { return m.node.posts.unsent == 10; }},
  {"defaults.posts.max_bytes", "1MiB",
   [](auto& m) { return m.node.posts.unsent_bytes == limits::MiB; }},
  {"defaults.posts.when_full", "block",
   [](auto& m) { return m.node.posts.when_full == when_full::block; }},

  {"runtime.loops", "{ links = 3, actors = 2 }",
   [](auto& m) { return m.loops.links == 3 && m.loops.actors == 2; }},
  {"runtime.spin", "20us", [](auto& m) { return m.loops.spin == 20us; }},
  {"drain.grace", "11s", [](auto& m) { return m.node.drain_grace == 11s; }},

  {"log.level.default", "error", [](auto& m) { return writes_only_errors(m, "anything"); }},
  {"log.level.actor", "error", [](auto& m) { return writes_only_errors(m, "actor"); }},
  {"log.level.link", "error", [](auto& m) { return writes_only_errors(m, "link"); }},
  {"log.level.loop", "error", [](auto& m) { return writes_only_errors(m, "loop"); }},
  {"log.level.node", "error", [](auto& m) { return writes_only_errors(m, "node"); }},
  {"log.level.transport", "error", [](auto& m) { return writes_only_errors(m, "transport"); }},
  {"log.level.membership", "error", [](auto& m) { return writes_only_errors(m, "membership"); }},
  {"log.format", "json", [](auto& m) { return m.log.json; }},
};

} // namespace

TEST_CASE("every key that the schema knows changes something, and is tried here") {
  auto untried = key_list::all();
  CHECK(untried.size() > 50);
  for (const auto& each : changed_keys) {
    CAPTURE(each.key);
    CHECK(untried.erase(each.key) == 1);
    auto sets = each.with;
    CHECK_FALSE(each.at_its_consumer(made_from(sets)));
    sets.push_back(each.key + "=" + each.value);
    CHECK(each.at_its_consumer(made_from(sets)));
  }
  for (const auto& key : untried) UNSCOPED_INFO(key);
  CHECK(untried.empty());
}
