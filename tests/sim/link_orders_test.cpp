#include "../support/chatter.hpp"

#include <carrick/sim/cluster.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

// What comes first is drawn: by the ways of the bytes, and among what happens at one time.
constexpr std::uint64_t drawn_orders = 100;

sim::cluster_options order_of(std::uint64_t seed) {
  sim::cluster_options options{.seed = seed};
  options.path = sim::path_options{.delay = 1ms, .jitter = 1ms};
  return options;
}

bool have_one_link(sim::cluster& sim) {
  return sim.linked("n1").size() == 1 && sim.linked("n2").size() == 1 &&
    sim.net().connections("n1", "n2") == 1;
}

} // namespace

TEST_CASE("when both nodes of a pair dial at once, both keep the same connection") {
  for (std::uint64_t seed = 1; seed <= drawn_orders; ++seed) {
    INFO("seed " << seed);
    sim::cluster sim{chatter(), 2, "", order_of(seed)};
    REQUIRE(sim.run_until_linked(5s));
    sim.advance(3s);
    sim.net().reset("n1", "n2");
    for (auto [from, to] : {std::pair{"n1", "n2"}, {"n2", "n1"}})
      static_cast<void>(sim.post_from(from, to, note{"wakes its dispatcher"}));
    REQUIRE(sim.run_until_linked(5s));
    sim.advance(3s);
    CHECK(have_one_link(sim));
  }
}

TEST_CASE("a process that comes back replaces the links of its silent old self") {
  for (std::uint64_t seed = 1; seed <= drawn_orders; ++seed) {
    INFO("seed " << seed);
    sim::cluster sim{chatter(), 2, "", order_of(seed)};
    REQUIRE(sim.run_until_linked(5s));
    const auto* node = seed % 2 == 0 ? "n1" : "n2";
    sim.crash(node, sim::death::silent);
    sim.advance(std::chrono::milliseconds(seed));
    sim.restart(node);
    REQUIRE(sim.run_until([&] { return have_one_link(sim); }, 10s));
    sim.advance(10s);
    CHECK(have_one_link(sim));
    for (auto [of, other] : {std::pair{"n1", "n2"}, {"n2", "n1"}})
      CHECK(sim.member_state(of, other) == "reachable");
  }
}

TEST_CASE("a link comes up however little its path takes at once") {
  for (std::size_t window : {1, 40, 200, 1000}) {
    INFO(window << " bytes");
    auto options = order_of(1);
    options.path->window = window;
    sim::cluster sim{chatter(), 2, "", options};
    REQUIRE(sim.run_until_linked(20s));
    sim.advance(20s);
    CHECK(have_one_link(sim));
  }
}
