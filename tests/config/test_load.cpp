#include <carrick/config/load.hpp>
#include <carrick/tests/support/config_text.hpp>
#include <carrick/tests/support/scratch_folder.hpp>

#include <catch2/catch.hpp>

#include <filesystem>

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
  CHECK(spec.membership.ping_after == 0s);
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
  CHECK(spec.defaults.posts.when_full == when_full::drop_oldest);
  CHECK(spec.drain.grace == limits::goodbye_grace);
  CHECK_FALSE(spec.runtime.loops.are_split());
  CHECK(spec.runtime.loops.shared == 0);
  CHECK(spec.log.level == std::map<std::string, log_level>{{"default", log_level::info}});
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
  scratch_folder folder;
  folder.write("cluster.toml", small_text("[drain]\ngrase = \"1s\"\n"));
  auto first = [&](const std::filesystem::path& file) {
    auto loaded = config::load(file, {.directory = folder.path()});
    REQUIRE(loaded.error().size() == 1);
    return to_string(loaded.error()[0]);
  };
  CHECK(first("cluster.toml") == R"(cluster.toml:5:1: unknown key "grase"; did you mean "grace"?)");
  CHECK(first("none.toml") == "none.toml: cannot be read: No such file or directory");
  CHECK(first(".") == ".: cannot be read: Is a directory");
  CHECK(first("/dev/zero") == "/dev/zero: cannot be read: more than 1MiB");
}

TEST_CASE("who takes a cluster without a look at its findings is told them all") {
  CHECK(config::load_text(small_text(), "c.toml").value().cluster == "c");
  CHECK_THROWS_WITH(config::load_text("clustr = 1\n", "c.toml").value(),
                    R"(the configuration is wrong
c.toml:1:1: unknown key "clustr"; did you mean "cluster"?
c.toml:1:1: the cluster has no name; add cluster = "..." at the top
c.toml:1:1: there are no nodes; add [nodes.n1] with listen = "127.0.0.1:7101")");
}

} // namespace
} // namespace carrick::test
