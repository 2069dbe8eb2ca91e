#include "../kv.hpp"

#include <carrick/config/load.hpp>
#include <carrick/sim/cluster.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace {

carrick::sim::cluster three_stores(std::uint64_t seed) {
  return {kv::actors(), carrick::config::load(KV_CLUSTER_FILE).value(), {.seed = seed}};
}

kv::put put_of(const std::string& key, const std::string& text) {
  const auto bytes = carrick::as_bytes(text);
  return {key, {bytes.begin(), bytes.end()}};
}

bool has(carrick::sim::cluster& sim, const std::string& node, const std::string& key) {
  const auto answer = sim.ask(node, kv::get{key}, 100ms);
  return answer && answer->found;
}

bool all_have(carrick::sim::cluster& sim, const std::string& key) {
  return has(sim, "n1", key) && has(sim, "n2", key) && has(sim, "n3", key);
}

TEST_CASE("a write is readable everywhere at once") {
  auto sim = three_stores(GENERATE(range(1, 11)));
  INFO("replay: " << sim.replay_hint());
  REQUIRE(sim.run_until_linked(10s));
  const auto done = sim.ask("n1", put_of("ada", "1815"));
  REQUIRE(done.has_value());
  CHECK(done->copies == 3);
  CHECK(all_have(sim, "ada"));
}

TEST_CASE("a write is readable after the partition heals") {
  auto sim = three_stores(GENERATE(range(1, 11)));
  INFO("replay: " << sim.replay_hint());
  REQUIRE(sim.run_until_linked(10s));
  sim.partition({"n1"}, {"n2", "n3"});
  REQUIRE(sim.run_until([&] { return sim.linked("n1").empty(); }, 20s));
  REQUIRE(sim.ask("n1", put_of("ada", "1815")).has_value());
  CHECK_FALSE(has(sim, "n2", "ada"));
  sim.heal();
  CHECK(sim.run_until([&] { return all_have(sim, "ada"); }, 10s));
}

TEST_CASE("a store that was away has what it missed") {
  auto sim = three_stores(GENERATE(range(1, 11)));
  INFO("replay: " << sim.replay_hint());
  REQUIRE(sim.run_until_linked(10s));
  REQUIRE(sim.ask("n1", put_of("ada", "1815")).has_value());
  sim.crash("n3", GENERATE(carrick::sim::death::reset, carrick::sim::death::silent));
  REQUIRE(sim.run_until([&] { return sim.linked("n2").size() == 1; }, 20s));
  REQUIRE(sim.ask("n2", put_of("alan", "1912")).has_value());
  sim.restart("n3");
  CHECK(sim.run_until([&] { return has(sim, "n3", "ada") && has(sim, "n3", "alan"); }, 10s));
}

/// What a watcher saw that takes items and gives no credit back.
struct lazy_watcher {
  std::vector<carrick::stream_credit> held;
  std::string end;

  auto actor() {
    return [this](carrick::actor_base* self) -> carrick::behavior {
      auto open = self->open(
        self->find("n1").at("store"), kv::watch{""},
        {.on_item_async = [this](const kv::change&,
                                 carrick::stream_credit c) { held.push_back(std::move(c)); },
         .on_end = [this](const carrick::status& why) { end = to_string(why); }});
      return {[open](caf::tick_atom) {}};
    };
  }
};

TEST_CASE("a watcher that reads too slowly is ended, and hears that changes are missing") {
  lazy_watcher lazy;
  auto types = kv::actors();
  types.add("lazy", lazy.actor());
  auto spec = carrick::config::load(KV_CLUSTER_FILE).value();
  spec.transport.stream_window = 16 * 1024;
  spec.nodes.begin()->second.actors.push_back({.name = "lazy", .type = "lazy"});
  carrick::sim::cluster sim{std::move(types), spec, {.seed = 1}};
  REQUIRE(sim.run_until_linked(10s));
  constexpr std::size_t puts = 1'000;
  for (std::size_t i = 0; i < puts; ++i)
    REQUIRE(sim.ask("n1", put_of("key" + std::to_string(i), "x")).has_value());
  const auto read = lazy.held.size();
  CHECK(read > 0);
  CHECK(read < puts);
  lazy.held.clear(); // it goes on reading, and finds what there is before the end
  REQUIRE(sim.run_until([&] { return lazy.held.clear(), !lazy.end.empty(); }, 10s));
  CHECK(lazy.end == "overrun: this watcher reads too slowly: changes would be missing");
}

} // namespace
