#include <carrick/core/limits.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/cluster.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

tally tally_of(sim::cluster& sim, const std::string& node) {
  auto seen = sim.ask(node, count{});
  REQUIRE(seen.has_value());
  return *seen;
}

/// Three nodes, and faults at drawn times; what happened, as a number.
std::uint64_t hash_of_a_run(std::uint64_t seed) {
  sim::cluster sim{chatter(), 3, "chatter.talker", {.seed = seed}};
  auto faults = sim.in().source("faults of the test");
  for (int i = 0; i < 12; ++i) {
    sim.advance(faults.magnitude(1ms, 2s));
    const auto node = faults.below(3);
    switch (faults.below(7)) {
      case 0:
        sim.crash(node, faults.chance(0.5) ? sim::death::reset : sim::death::silent);
        break;
      case 1:
        sim.pause(node, faults.magnitude(1ms, 6s));
        break;
      case 2:
        sim.stall(node, faults.magnitude(1ms, 6s));
        break;
      case 3:
        sim.partition({"n1"}, {"n2", "n3"});
        break;
      case 4:
        sim.heal();
        break;
      case 5:
        sim.stop(node);
        break;
      default:
        sim.net().reset("n1", "n2");
    }
    sim.advance(faults.magnitude(1ms, 2s));
    sim.restart(faults.below(3));
  }
  return sim.trace().hash();
}

TEST_CASE("nodes link, and their actors talk") {
  sim::cluster sim{chatter(), 3, "chatter.talker", {.seed = 1}};
  REQUIRE(sim.run_until_linked(5s));
  sim.advance(10s);
  for (auto node : {"n1", "n2", "n3"}) {
    const auto seen = tally_of(sim, node);
    CHECK(seen.answers > 100);
    CHECK(seen.works > 10);
    CHECK(seen.failures == 0);
    CHECK(sim.linked(node).size() == 2);
  }
  CHECK(sim.member_state("n1", "n3") == "reachable");
}

TEST_CASE("the same seed is the same run, whatever happens") {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    const auto hash = hash_of_a_run(seed);
    CHECK(hash == hash_of_a_run(seed));
    hashes.insert(hash);
  }
  CHECK(hashes.size() == 20);
}

TEST_CASE("a partition is felt, and heals") {
  sim::cluster sim{chatter(), 3, "chatter.talker", {.seed = 2}};
  REQUIRE(sim.run_until_linked(5s));
  sim.partition({"n1"}, {"n2", "n3"});
  auto answer = sim.ask_from("n1", "n2", echo{"a"}, 500ms);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error() == code::deadline_exceeded);
  CHECK(sim.ask_from("n2", "n3", echo{"a"}, 500ms).has_value());
  CHECK(sim.run_until([&] { return sim.linked("n1").empty(); }, 20s));
  CHECK(sim.run_until([&] { return sim.member_state("n2", "n1") == "failed"; }, 20s));
  sim.heal();
  CHECK(sim.run_until_linked(10s));
  CHECK(sim.ask_from("n1", "n2", echo{"a"}, 500ms).has_value());
}

TEST_CASE("a held direction loses nothing") {
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 3}};
  REQUIRE(sim.run_until_linked(5s));
  const auto before = tally_of(sim, "n2").notes;
  sim.hold("n1", "n2");
  for (int i = 0; i < 10; ++i) CHECK(sim.post_from("n1", "n2", note{"held"}).ok());
  sim.advance(500ms);
  CHECK(tally_of(sim, "n2").notes == before);
  sim.release("n1", "n2");
  sim.advance(500ms);
  CHECK(tally_of(sim, "n2").notes >= before + 10);
}

TEST_CASE("a crash loses all, a restart is another process") {
  sim::cluster sim{chatter(), 3, "chatter.talker", {.seed = 4}};
  REQUIRE(sim.run_until_linked(5s));
  sim.advance(2s);
  CHECK(tally_of(sim, "n2").echoes > 10);
  const auto died = GENERATE(sim::death::reset, sim::death::silent);
  sim.crash("n2", died);
  CHECK_FALSE(sim.running("n2"));
  CHECK(sim.ask("n2", count{}).error() == code::unreachable);
  CHECK(sim.run_until([&] { return sim.linked("n1").size() == 1; }, 10s));
  sim.restart("n2");
  CHECK(tally_of(sim, "n2").echoes == 0);
  CHECK(sim.run_until_linked(20s));
  CHECK(tally_of(sim, "n1").lives == 1);
}

TEST_CASE("a paused node does nothing, and then goes on") {
  sim::cluster sim{chatter(), 3, "chatter.talker", {.seed = 5}};
  REQUIRE(sim.run_until_linked(5s));
  sim.pause("n2", 2s);
  CHECK(sim.ask("n2", count{}, 1s).error() == code::deadline_exceeded);
  sim.advance(2s);
  CHECK(sim.ask("n2", count{}, 1s).has_value());
  sim.pause("n2", 30s);
  CHECK(sim.run_until([&] { return sim.linked("n1").size() == 1; }, 10s));
  sim.advance(30s);
  CHECK(sim.run_until_linked(20s));
}

TEST_CASE("a node that stops says so, and is gone") {
  sim::cluster sim{chatter(), 3, "chatter.talker", {.seed = 6}};
  REQUIRE(sim.run_until_linked(5s));
  sim.stop("n3");
  CHECK_FALSE(sim.running("n3"));
  CHECK(sim.run_until([&] { return sim.member_state("n1", "n3") == "left"; }, 1s));
  sim.restart("n3");
  CHECK(sim.run_until_linked(10s));
}

TEST_CASE("a stranger whose link is silent is suspect as soon as it is a member") {
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 8}};
  REQUIRE(sim.run_until_linked(5s));
  sim.set_members("n1", {"n1"});
  sim.advance(8s);
  sim.pause("n2", 30s);
  sim.advance(2600ms);
  sim.set_members("n1", {"n1", "n2"});
  sim.advance(10ms);
  REQUIRE(sim.linked("n1").size() == 1);
  CHECK(sim.member_state("n1", "n2") == "suspect");
}

TEST_CASE("a post that fits goes as soon as the large one before it is dropped for it") {
  std::vector<std::size_t> got;
  registry types;
  types.messages<note>();
  types.add("test.reader", [&got](actor_base* self) -> behavior {
    return self->serve([&got](const note& n) { got.push_back(n.text.size()); });
  });
  sim::cluster_options options{.seed = 9};
  options.adjust = [](std::size_t, node_options& of) {
    of.link.post_window = 200;
    of.posts.unsent = 1;
  };
  sim::cluster sim{std::move(types), 2, "test.reader", options};
  REQUIRE(sim.run_until_linked(5s));
  sim.hold("n2", "n1"); // nothing is acknowledged
  CHECK(sim.post_from("n1", "n2/reader", note{"1"}).ok());
  CHECK(sim.post_from("n1", "n2/reader", note{std::string(150, 'x')}).ok());
  CHECK(sim.post_from("n1", "n2/reader", note{"22"}).ok());
  sim.advance(100ms);
  REQUIRE(got.size() == 2);
  CHECK(got[1] < 150);
}

TEST_CASE("what a member has sent comes before the news of its removal") {
  std::size_t before = 0, behind = 0;
  bool removed = false;
  registry types;
  types.messages<note>();
  types.add("test.reader", [&](actor_base* self) -> behavior {
    self->subscribe_members();
    return self->serve([&](const note&) { ++(removed ? behind : before); },
                       [&, self](const member_event& event) {
                         if (self->node().text() == "n1" && event.node.text() == "n2")
                           removed = event.info.state == member_state::removed;
                       });
  });
  sim::cluster_options options{.seed = 10};
  options.adjust = [](std::size_t, node_options& of) { of.link.post_window = 8 * limits::MiB; };
  sim::cluster sim{std::move(types), 2, "test.reader", options};
  REQUIRE(sim.run_until_linked(5s));
  sim.slow("n1", 100);
  for (int i = 0; i < 1'000; ++i)
    CHECK(sim.post_from("n2", "n1/reader", note{std::string(2'000, 'x')}).ok());
  REQUIRE(sim.run_until([&] { return before > 0; }, 5s));
  const auto handled = before;
  sim.set_members("n1", {"n1"});
  sim.advance(1s);
  CHECK(removed);
  CHECK(before > handled); // what waited
  CHECK(behind == 0);
}

TEST_CASE("each node has a wall clock of its own") {
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 7}};
  sim.set_skew("n1", 0s);
  sim.set_skew("n2", 1h);
  const auto behind = tally_of(sim, "n1").wall_ms;
  CHECK(tally_of(sim, "n2").wall_ms - behind >= 3'600'000);
  sim.jump_clock("n2", -24h);
  CHECK(tally_of(sim, "n2").wall_ms < behind);
}

// Not under sanitizers: what lives on a thread of its own is left alone, and leaked with its node.
TEST_CASE("what costs a thread is refused by name", "[large]") {
  auto types = chatter();
  types.add("detaching", [](actor_base* self) -> behavior {
    auto alone = self->spawn<caf::detached>(
      [](caf::event_based_actor*) -> caf::behavior { return {[](int) {}}; });
    return self->serve([=](const echo& e) { return echoed{e.text, alone.id()}; });
  });
  CHECK_THROWS_WITH((sim::cluster{types, 2, "detaching"}.advance(1s)),
                    Catch::Contains("n1: an actor has a thread of its own") ||
                      Catch::Contains("n2: an actor has a thread of its own"));
}

TEST_CASE("a mistake of the test is told") {
  CHECK_THROWS_WITH((sim::cluster{chatter(), 2, "chatter.tlaker"}), Catch::Contains("chatter.t"));
  sim::cluster sim{chatter(), 2, "chatter.talker"};
  CHECK_THROWS_WITH(sim.crash("n7"), Catch::Contains("no node \"n7\""));
}

TEST_CASE("waiting for ever ends when there is something to wait for") {
  sim::cluster sim{chatter(), 2, "chatter.talker", {.seed = 1}};
  for (auto limit : {*parse_duration("2562047h"), duration::max()}) {
    REQUIRE(sim.run_until_linked(limit));
    CHECK(sim.ask("n1", count{}, limit).has_value());
    int looks = 0;
    CHECK(sim.run_until([&] { return ++looks == 3; }, limit));
  }
  sim.pause("n2", duration::max());
  sim.advance(1h);
  CHECK(sim.ask("n1", count{}).has_value());
  CHECK_FALSE(sim.ask("n2", count{}, 1s).has_value());
}

} // namespace
