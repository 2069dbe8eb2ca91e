#include <carrick/sim/cluster.hpp>

#include "../support/kv_messages.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

/// Fails when it is posted to, and answers what it was told in this life.
registry mortals() {
  struct state {
    std::string last = "nothing";
  };
  registry types;
  types.messages<kv::get, kv::put>();
  types.add("kv.mortal", [](stateful<state>* self) {
    return self->serve(
      [=](const kv::get& q) {
        return kv::value{std::exchange(self->state.last, q.key), true};
      },
      [=](const kv::put&) {
        self->quit(status{code::internal, "a bad post"});
      });
  });
  return types;
}

config::cluster_spec one_mortal(restart_options restart) {
  auto spec = sim::alike(1, "kv.mortal");
  spec.nodes.begin()->second.actors.at(0).restart = restart;
  return spec;
}

/// When it is served again, to the millisecond.
duration until_served(sim::cluster& sim) {
  const auto from = sim.now();
  auto served = [&] {
    const auto got = sim.ask("n1/mortal", kv::get{"a"});
    if (got) CHECK(got->data == "nothing");
    return got.has_value();
  };
  REQUIRE(sim.run_until(served, 1min));
  return sim.now() - from;
}

TEST_CASE("restarts take their pauses in virtual time, and begin anew") {
  sim::cluster sim{mortals(), one_mortal({.after = restart_after::failure}), {.seed = 1}};
  sim.advance(1s);
  for (auto pause : {100ms, 200ms, 400ms, 800ms}) {
    REQUIRE(sim.ask("n1/mortal", kv::get{"something"}).has_value());
    REQUIRE(sim.post("n1/mortal", kv::put{}).ok());
    sim.advance(5ms);
    CHECK(sim.ask("n1/mortal", kv::get{"a"}).error() == code::no_handler);
    const auto took = until_served(sim);
    CHECK(took >= pause - 10ms);
    CHECK(took <= pause + 10ms);
    CHECK(sim.ask("n1/mortal", kv::get{"b"})->data == "a");
  }
}

TEST_CASE("the same seed is the same run with restarts") {
  auto run = [](std::uint64_t seed) {
    sim::cluster sim{mortals(), one_mortal({.after = restart_after::failure}), {.seed = seed}};
    for (int i = 0; i < 20; ++i) {
      static_cast<void>(sim.post("n1/mortal", kv::put{}));
      sim.advance(300ms);
    }
    return sim.trace().hash();
  };
  CHECK(run(7) == run(7));
  CHECK(run(7) != run(8));
}

} // namespace
