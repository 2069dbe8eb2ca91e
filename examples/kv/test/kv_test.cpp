#include "../store_state.hpp"

#include <carrick/config/load.hpp>
#include <carrick/sim/kit/test_cluster.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace std::chrono_literals;
namespace sim = carrick::sim;

namespace {

carrick::config::cluster_spec cluster_file() {
  return carrick::config::load(KV_CLUSTER_FILE).value();
}

kv::put put_of(const std::string& key, const std::string& text) {
  const auto bytes = carrick::as_bytes(text);
  return {key, {bytes.begin(), bytes.end()}};
}

bool has(sim::test_cluster& cluster, const std::string& node, const std::string& key) {
  const auto answer = cluster.ask(node + "/store", kv::get{key}, 100ms);
  return answer && answer->found;
}

bool all_have(sim::test_cluster& cluster, const std::string& key) {
  return has(cluster, "n1", key) && has(cluster, "n2", key) && has(cluster, "n3", key);
}

/// The store of n1 knows who is there.
bool sees_both(sim::test_cluster& cluster) {
  return cluster.in_turn("n1/store", [](kv::store_state& s) { return s.reachable.size() == 2; });
}

// -- an actor alone -------------------------------------------------------------------------------

TEST_CASE("a store alone serves what it has") {
  sim::test_cluster cluster{kv::actors(), 1, "kv.store"};
  REQUIRE(cluster.ask("n1/store", put_of("ada", "1815")).has_value());
  const auto answer = cluster.ask("n1/store", kv::get{"ada"});
  REQUIRE(answer.has_value());
  CHECK(answer->data == put_of("ada", "1815").data);
  CHECK(cluster.in_turn("n1/store", [](kv::store_state& s) { return s.serving; }));
}

TEST_CASE("a key must not be empty") {
  sim::test_cluster cluster{kv::actors(), 1, "kv.store"};
  const auto done = cluster.ask("n1/store", put_of("", "1815"));
  CHECK(done.error() == carrick::code::invalid_argument);
}

// -- neighbours that the test plays ---------------------------------------------------------------

TEST_CASE("a put is acknowledged when every reachable member has it") {
  const auto on = GENERATE(sim::runs_on::simulation, sim::runs_on::threads);
  sim::test_cluster cluster{
    kv::actors(), cluster_file(), {.on = on, .probes = {"n2/store", "n3/store"}}};
  auto n2 = cluster.probe("n2/store"), n3 = cluster.probe("n3/store");
  for (auto each : {n2, n3})
    each.answers<kv::compare>([](const kv::compare& c) { return kv::differences{c.mine, {}}; });
  REQUIRE(cluster.run_until([&] { return sees_both(cluster); }));

  auto put = cluster.begin("n1/store", put_of("ada", "1815"));
  const auto at_n2 = n2.expect<kv::replicate>();
  const auto at_n3 = n3.expect<kv::replicate>();
  CHECK(at_n2->key == "ada");
  at_n2.reply({});
  cluster.advance(50ms);
  CHECK_FALSE(put.is_there()); // n3 still owes its answer
  at_n3.reply({});
  CHECK(put.get()->copies == 3);
}

TEST_CASE("a member that refuses a copy is asked to pull it") {
  sim::test_cluster cluster{kv::actors(), cluster_file(), {.probes = {"n2/store", "n3/store"}}};
  auto n2 = cluster.probe("n2/store"), n3 = cluster.probe("n3/store");
  for (auto each : {n2, n3})
    each.answers<kv::compare>([](const kv::compare& c) { return kv::differences{c.mine, {}}; });
  n3.answers<kv::replicate>([](const kv::replicate&) { return carrick::nothing{}; });
  REQUIRE(cluster.run_until([&] { return sees_both(cluster); }));

  auto put = cluster.begin("n1/store", put_of("ada", "1815"));
  n2.expect<kv::replicate>().fail({carrick::code::internal, "the disk is full"});
  CHECK(n2.expect<kv::hint>().key == "ada");
  CHECK(put.get().error() == carrick::code::internal);
  n3.expect_nothing(1s);
}

// -- clusters -------------------------------------------------------------------------------------

TEST_CASE("a write is readable everywhere at once") {
  const auto on = GENERATE(sim::runs_on::simulation, sim::runs_on::threads);
  const auto seed = GENERATE(range<std::uint64_t>(1, 6));
  sim::test_cluster cluster{kv::actors(), cluster_file(), {.on = on, .seed = seed}};
  INFO("again: " << cluster.replay_hint());
  REQUIRE(cluster.run_until([&] { return sees_both(cluster); }));
  const auto done = cluster.ask("n1/store", put_of("ada", "1815"));
  REQUIRE(done.has_value());
  CHECK(done->copies == 3);
  CHECK(cluster.run_until([&] { return all_have(cluster, "ada"); }));
}

TEST_CASE("a write is readable after the partition heals") {
  const auto seed = GENERATE(range<std::uint64_t>(1, 11));
  sim::test_cluster cluster{kv::actors(), cluster_file(), {.seed = seed}};
  INFO("again: " << cluster.replay_hint());
  REQUIRE(cluster.run_until_linked());
  cluster.partition({"n1"}, {"n2", "n3"});
  auto seen = cluster.watch_members("n1");
  seen.expect(carrick::member_event::type::failed, "n2");
  seen.expect(carrick::member_event::type::failed, "n3");
  REQUIRE(cluster.ask("n1/store", put_of("ada", "1815")).has_value());
  CHECK_FALSE(has(cluster, "n2", "ada"));
  cluster.heal();
  CHECK(cluster.run_until([&] { return all_have(cluster, "ada"); }));
}

TEST_CASE("a store that was away has what it missed") {
  const auto seed = GENERATE(range<std::uint64_t>(1, 11));
  sim::test_cluster cluster{kv::actors(), cluster_file(), {.seed = seed}};
  INFO("again: " << cluster.replay_hint());
  REQUIRE(cluster.run_until_linked());
  REQUIRE(cluster.ask("n1/store", put_of("ada", "1815")).has_value());
  auto seen = cluster.watch_members("n2");
  cluster.crash("n3", GENERATE(sim::death::reset, sim::death::silent));
  seen.expect(carrick::member_event::type::failed, "n3");
  REQUIRE(cluster.ask("n2/store", put_of("alan", "1912")).has_value());
  cluster.restart("n3");
  CHECK(cluster.run_until([&] { return has(cluster, "n3", "ada") && has(cluster, "n3", "alan"); }));
}

TEST_CASE("a watcher that reads too slowly is ended, and hears that changes are missing") {
  auto spec = cluster_file();
  spec.transport.stream_window = 16 * 1024;
  sim::test_cluster cluster{kv::actors(), spec};
  REQUIRE(cluster.run_until_linked());
  auto watcher = cluster.from("n2").open("n1/store", kv::watch{""});
  constexpr std::size_t puts = 1'000;
  for (std::size_t i = 0; i < puts; ++i)
    REQUIRE(cluster.ask("n1/store", put_of("key" + std::to_string(i), "x")).has_value());
  std::size_t read = 0;
  while (watcher.next(1s)) ++read; // only now: until then nothing gave credit back
  CHECK(read > 0);
  CHECK(read < puts);
  REQUIRE(watcher.end());
  CHECK(to_string(*watcher.end()) ==
        "overrun: this watcher reads too slowly: changes would be missing");
}

} // namespace
