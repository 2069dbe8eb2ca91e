#include <carrick/sim/cluster.hpp>

#include "../support/kv_messages.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

/// Each node has a `mortal` that fails when it is posted to, and watches the one of n2; asked, it
/// says what it was told, one word an event.
registry watchers() {
  struct state {
    std::string told;
  };
  registry types;
  types.messages<kv::get, kv::put>();
  types.add("kv.mortal", [](stateful<state>* self) {
    self->monitor(self->find("n2"), "mortal");
    return self->serve(
      [=](const kv::get& q) {
        if (q.key == "again") self->monitor(self->find("n2"), "mortal");
        return kv::value{self->state.told, true};
      },
      [=](const kv::put&) {
        self->quit(status{code::internal, "a bad post"});
      },
      [=](const down_event& event) {
        self->state.told +=
          (self->state.told.empty() ? "" : " ") + std::string{name_of(event.what)};
      });
  });
  return types;
}

config::cluster_spec mortal_nodes(std::size_t count) {
  auto spec = sim::alike(count, "kv.mortal");
  for (auto& [id, node] : spec.nodes)
    node.actors.at(0).restart = {.after = restart_after::failure, .pause_min = 50ms};
  return spec;
}

std::string told(sim::cluster& sim, const std::string& node) {
  const auto answer = sim.ask(node + "/mortal", kv::get{});
  return answer ? answer->data : to_string(answer.error());
}

TEST_CASE("monitors see one event, whatever happens to links and nodes") {
  sim::cluster sim{watchers(), mortal_nodes(3), {.seed = GENERATE(range(1, 6))}};
  INFO("replay: " << sim.replay_hint());
  REQUIRE(sim.run_until_linked(10s));
  sim.advance(500ms);
  REQUIRE(told(sim, "n1").empty());

  SECTION("a link that comes back to the same process is none, and the monitor goes on") {
    for (int i = 0; i < 3; ++i) {
      sim.net().reset("n1", "n2");
      REQUIRE(sim.run_until_linked(10s));
      sim.advance(300ms);
    }
    sim.partition({"n1"}, {"n2", "n3"});
    sim.advance(5s); // the link is dead after 4 s, the node would be after 6 s
    REQUIRE(sim.member_state("n1", "n2") == "suspect");
    sim.heal();
    REQUIRE(sim.run_until_linked(10s));
    sim.advance(500ms);
    CHECK(told(sim, "n1").empty());
    REQUIRE(sim.post("n2/mortal", kv::put{}).ok());
    sim.advance(500ms);
    CHECK(told(sim, "n1") == "ended");
    CHECK(told(sim, "n3") == "ended");
  }
  SECTION("an end while there is no link is told when it is back, though another life runs") {
    sim.partition({"n1"}, {"n2", "n3"});
    sim.advance(200ms);
    REQUIRE(sim.post("n2/mortal", kv::put{}).ok());
    sim.advance(4s);
    REQUIRE(sim.member_state("n1", "n2") == "suspect");
    CHECK(told(sim, "n1").empty());
    CHECK(told(sim, "n3") == "ended");
    sim.heal();
    CHECK(sim.run_until([&] { return told(sim, "n1") == "ended"; }, 10s));
  }
  SECTION("a node that fails") {
    sim.crash("n2", GENERATE(sim::death::reset, sim::death::silent));
    CHECK(sim.run_until([&] { return told(sim, "n1") == "node_failed"; }, 20s));
    CHECK(sim.run_until([&] { return told(sim, "n3") == "node_failed"; }, 20s));
    sim.restart("n2");
    REQUIRE(sim.run_until_linked(20s));
    sim.advance(10s);
    CHECK(told(sim, "n1") == "node_failed");
  }
  SECTION("a node whose process is replaced before it counts as failed") {
    sim.crash("n2", sim::death::reset);
    sim.advance(100ms);
    sim.restart("n2");
    CHECK(sim.run_until([&] { return told(sim, "n1") == "ended"; }, 20s));
    sim.advance(10s);
    CHECK(told(sim, "n1") == "ended");
    REQUIRE(sim.ask("n1/mortal", kv::get{"again"}).has_value());
    sim.advance(10s);
    CHECK(told(sim, "n1") == "ended");
  }
  SECTION("a node that leaves") {
    sim.stop("n2");
    sim.advance(10s);
    CHECK(told(sim, "n1") == "ended");
  }
  SECTION("a monitor that begins while there is no link") {
    REQUIRE(sim.post("n2/mortal", kv::put{}).ok());
    sim.advance(500ms);
    REQUIRE(told(sim, "n1") == "ended");
    sim.partition({"n1"}, {"n2", "n3"});
    REQUIRE(sim.run_until([&] { return sim.linked("n1").empty(); }, 20s));
    REQUIRE(sim.ask("n1/mortal", kv::get{"again"}).has_value());
    sim.advance(500ms);
    CHECK(told(sim, "n1") == "ended");
    CHECK(sim.run_until([&] { return told(sim, "n1") == "ended node_failed"; }, 20s));
  }
}

TEST_CASE("the same seed is the same run with monitors") {
  auto run = [](std::uint64_t seed) {
    sim::cluster sim{watchers(), mortal_nodes(3), {.seed = seed}};
    sim.advance(2s);
    sim.net().reset("n1", "n2");
    sim.advance(2s);
    sim.crash("n2", sim::death::reset);
    sim.advance(10s);
    sim.restart("n2");
    sim.advance(5s);
    return sim.trace().hash();
  };
  CHECK(run(3) == run(3));
}

} // namespace
