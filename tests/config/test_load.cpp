#include <carrick/config/load.hpp>
#include <carrick/tests/support/config_text.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the full file is read whole") {
  auto spec = spec_of(full_text, {.types = store_types()});
  CHECK(spec.cluster == "kv-demo");
  CHECK(spec.app_version == "1.4.0");
  REQUIRE(spec.nodes.size() == 2);
  const auto& n1 = spec.nodes.begin()->second;
  CHECK(n1.id.text() == "n1");
  CHECK(n1.listen == "127.0.0.1:7101");
  CHECK(n1.dialed_address() == "127.0.0.1:7101");
  CHECK(n1.tags == std::map<std::string, std::string>{{"role", "store"}, {"zone", "a"}});
  REQUIRE(n1.actors.size() == 1);
  CHECK(n1.actors[0].name == "store");
  CHECK(n1.actors[0].type == "kv.store");
  REQUIRE(n1.actors[0].options.find("max_keys"));
  CHECK(*n1.actors[0].options.find("max_keys")->as<std::int64_t>() == 100'000);
  CHECK(n1.actors[0].restart.after == restart_after::failure);
  CHECK(n1.actors[0].restart.pause_min == 200ms);
  CHECK(n1.actors[0].restart.pause_max == 5s);
  CHECK(n1.actors[0].restart.count == 3);
  CHECK(n1.actors[0].restart.within == 1min);
  CHECK(spec.nodes.rbegin()->second.dialed_address() == "n2.example:7102");
  CHECK(spec.runtime.loops.links == 1);
  CHECK(spec.runtime.loops.actors == 2);
  CHECK(spec.runtime.spin == 20us);
  CHECK(spec.log.level.at("link") == log_level::debug);
  CHECK(spec.transport.insecure_plaintext);
}

TEST_CASE("what a file does not say is the default of core/limits.hpp") {
  auto spec = spec_of(small_text());
  CHECK(spec.membership.ping_after == limits::ping_after);
  CHECK(spec.membership.fail_after == limits::fail_after);
  CHECK(spec.membership.strangers.links == limits::tentative_links);
  CHECK(spec.membership.strangers.posts == limits::tentative_posts);
  CHECK(spec.membership.strangers.bytes == limits::tentative_bytes);
  CHECK(spec.membership.strangers.age == limits::tentative_age);
  CHECK(spec.transport.dial_timeout == limits::dial_attempt);
  CHECK(spec.transport.reconnect.max == limits::reconnect_max);
  CHECK(spec.transport.frame_max == limits::frame_bytes);
  CHECK(spec.transport.checksum);
  CHECK_FALSE(spec.transport.insecure_plaintext);
  CHECK(spec.defaults.ask_deadline == limits::request_deadline);
  CHECK(spec.defaults.posts.max == limits::posts_unsent);
  CHECK(spec.defaults.posts.when_full == config::when_full::drop_oldest);
  CHECK(spec.drain.grace == limits::goodbye_grace);
  CHECK_FALSE(spec.runtime.loops.are_split());
  CHECK(spec.runtime.loops.shared == 0);
  CHECK(spec.log.level == std::map<std::string, log_level>{{"default", log_level::info}});
}

TEST_CASE("every value of every key reaches its place") {
  auto spec = spec_of(small_text(R"(
[membership]
provider = "etcd"
ping_after = "2s"
fail_after = "9s"
settle = "3s"
etcd = { endpoints = ["http://a:1", "http://b:2"], prefix = "/x/", lease_ttl = "20s" }
dns = { name = "kv:1", every = "7s", server = "[::1]:53" }
exec = { command = ["a", "b"] }
strangers = { links = 5, posts = 6, bytes = "7KiB", age = "8s" }
[transport]
dial_timeout = "3s"
reconnect = { min = "10ms", max = "7s", jitter = 0 }
checksum = false
frame_max = "32KiB"
message_max = "1MiB"
stream_window = "128KiB"
link_window = "2MiB"
post_window = "3MiB"
socket_buffer = "512KiB"
flush_every = "200us"
[defaults]
ask_deadline = "6s"
handler_warn = "200ms"
posts = { max = 10, max_bytes = "1MiB", when_full = "block" }
[runtime]
loops = 3
[drain]
grace = "11s"
[log]
level = "warn"
format = "json"
)"));
  CHECK(spec.membership.ping_after == 2s);
  CHECK(spec.membership.fail_after == 9s);
  CHECK(spec.membership.provider == config::membership_provider::etcd);
  CHECK(spec.membership.settle == 3s);
  CHECK(spec.membership.etcd.endpoints == std::vector<std::string>{"http://a:1", "http://b:2"});
  CHECK(spec.membership.etcd.prefix == "/x/");
  CHECK(spec.membership.etcd.lease_ttl == 20s);
  CHECK(spec.membership.dns.name == "kv:1");
  CHECK(spec.membership.dns.every == 7s);
  CHECK(spec.membership.dns.server == "[::1]:53");
  CHECK(spec.membership.exec.command == std::vector<std::string>{"a", "b"});
  CHECK(spec.membership.strangers.links == 5);
  CHECK(spec.membership.strangers.posts == 6);
  CHECK(spec.membership.strangers.bytes == 7 * limits::KiB);
  CHECK(spec.membership.strangers.age == 8s);
  CHECK(spec.transport.dial_timeout == 3s);
  CHECK(spec.transport.reconnect.min == 10ms);
  CHECK(spec.transport.reconnect.max == 7s);
  CHECK(spec.transport.reconnect.jitter == 0);
  CHECK_FALSE(spec.transport.checksum);
  CHECK(spec.transport.frame_max == 32 * limits::KiB);
  CHECK(spec.transport.message_max == limits::MiB);
  CHECK(spec.transport.stream_window == 128 * limits::KiB);
  CHECK(spec.transport.link_window == 2 * limits::MiB);
  CHECK(spec.transport.post_window == 3 * limits::MiB);
  CHECK(spec.transport.socket_buffer == 512 * limits::KiB);
  CHECK(spec.transport.flush_every == 200us);
  CHECK(spec.defaults.ask_deadline == 6s);
  CHECK(spec.defaults.handler_warn == 200ms);
  CHECK(spec.defaults.posts.max == 10);
  CHECK(spec.defaults.posts.max_bytes == limits::MiB);
  CHECK(spec.defaults.posts.when_full == config::when_full::block);
  CHECK(spec.runtime.loops.shared == 3);
  CHECK(spec.drain.grace == 11s);
  CHECK(spec.log.level.at("default") == log_level::warn);
  CHECK(spec.log.format == config::log_format::json);
}

TEST_CASE("loops: one kind given, the other is one; auto is one a core") {
  auto loops = [](std::string_view text) {
    return spec_of(small_text("[runtime]\nloops = " + std::string{text})).runtime.loops;
  };
  CHECK(loops("{ links = 3 }").actors == 1);
  CHECK(loops("{ actors = 3 }").links == 1);
  CHECK(loops("\"auto\"").shared == 0);
}

TEST_CASE("a file is read, a missing one and a folder are findings") {
  auto folder =
    std::filesystem::temp_directory_path() / ("carrick-config-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "cluster.toml"} << small_text("[drain]\ngrase = \"1s\"\n");
  auto first = [&](const std::filesystem::path& file) {
    auto loaded = config::load(file, {.directory = folder});
    REQUIRE(loaded.findings.size() == 1);
    return to_string(loaded.findings[0]);
  };
  CHECK(first("cluster.toml") == R"(cluster.toml:5:1: unknown key "grase"; did you mean "grace"?)");
  CHECK(first("none.toml") == "none.toml: cannot be read: No such file or directory");
  CHECK(first(".") == ".: cannot be read: it is a directory");
  std::filesystem::remove_all(folder);
}

TEST_CASE("to_result gives the spec, or bad_config with all lines") {
  CHECK(config::to_result(config::load_text(small_text(), "c.toml")).has_value());
  auto failed = config::to_result(config::load_text("clustr = 1\n", "c.toml"));
  REQUIRE(failed.has_error());
  CHECK(failed.error() == code::bad_config);
  CHECK(failed.error().message() == R"(c.toml:1:1: unknown key "clustr"; did you mean "cluster"?
c.toml:1:1: the cluster has no name; add cluster = "..." at the top
c.toml:1:1: there are no nodes; add [nodes.n1] with listen = "127.0.0.1:7101")");
}

} // namespace
} // namespace carrick::test
