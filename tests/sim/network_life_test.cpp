// What lives how long, and that a seed means one run.

#include "net_world.hpp"

#include <algorithm>

using namespace carrick;
using namespace carrick::test;

namespace {

/// Two nodes that talk, through everything that can happen to them.
std::uint64_t run_hash(std::uint64_t seed, std::size_t lines = 0) {
  net_world w{seed, false};
  w.world.trace().keep(lines);
  w.network.set_default_path({.jitter = 1ms,
                              .tail = 0.05,
                              .tail_max = 50ms,
                              .bytes_per_second = 10'000'000,
                              .window = 3000,
                              .piece_max = 700,
                              .corrupt = 0.01});
  w.network.set_default_dials({.late = 0.5, .late_max = 20ms});
  w.connect();
  sim::draws from = w.world.source("test");
  for (int i = 0; i < 50; ++i) {
    w.one().send(std::string(from.below(5000), 'a'));
    w.two().send(std::string(from.below(500), 'b'));
    if (i == 20) w.network.silence("n1", "n2");
    if (i == 30) w.network.hear_all();
    if (i == 45) w.network.reset("n1", "n2");
    w.pass(from.between(0ms, 20ms));
  }
  CHECK(w.one().lost());
  CHECK(w.network.deliveries() > 100);
  if (lines > 0) CHECK_FALSE(w.world.trace().lines().empty());
  return w.world.trace().hash();
}

} // namespace

TEST_CASE("one seed gives one run, another another", "[sim][network]") {
  CHECK(run_hash(1) == run_hash(1));
  CHECK(run_hash(1) != run_hash(2));
  CHECK(run_hash(2) == run_hash(2, 100)); // looking at it changes nothing
}

TEST_CASE("the lines of a trace tell who did what", "[sim][network]") {
  net_world w;
  w.world.trace().keep(100);
  w.connect();
  w.network.silence("n1", "n2");
  w.network.hear_all();
  w.network.kill("n2", sim::death::reset);
  w.pass(1s);
  std::string all;
  for (const auto& each : w.world.trace().lines()) all += to_string(each) + "\n";
  CHECK_THAT(all, Catch::Contains("0.000000 n1 dial: n2:1"));
  CHECK_THAT(all, Catch::Contains("0.000200 n1 dialed: n2:1"));
  CHECK_THAT(all, Catch::Contains("0.000200 n1 silence: n2"));
  CHECK_THAT(all, Catch::Contains("n2 kill: reset"));
  CHECK_THAT(all, Catch::Contains("0.000300 n1 reset: n2:1"));
}

TEST_CASE("a frozen loop gets everything when it goes on", "[sim][network]") {
  net_world w;
  w.connect();
  w.n2.loop.freeze();
  w.one().send("one,");
  w.pass(1s);
  w.one().send("two");
  w.one().connection->half_close();
  w.pass(1s);
  CHECK(w.two().quiet());
  w.n2.loop.go_on();
  w.pass(0s);
  CHECK(w.two().received == "one,two");
  CHECK(w.two().ended_ok());
}

TEST_CASE("a frozen loop gets nothing of what was closed meanwhile", "[sim][network]") {
  net_world w;
  w.connect();
  w.n2.loop.freeze();
  w.one().send("one");
  w.pass(1s);
  const bool destroyed = GENERATE(false, true);
  if (destroyed) w.two().connection.reset();
  if (!destroyed) w.two().connection->close();
  w.n2.loop.go_on();
  w.pass(1s);
  CHECK(w.two().quiet());
  CHECK(w.one().lost()); // it was not read
}

TEST_CASE("nothing of a killed host is called, though its loop runs again", "[sim][network]") {
  net_world w;
  w.connect();
  net_dial dialing;
  w.n2.loop.freeze();
  w.n2.dial(dialing, "nobody", 10ms);
  net_dial waiting;
  w.n1.dial(waiting, "n2");
  w.one().send("one");
  w.pass(1s);
  w.network.stop_accepting("n2", 1s);
  w.network.kill("n2", GENERATE(sim::death::reset, sim::death::silent));
  w.n2.loop.go_on();
  w.pass(10s);
  CHECK(w.two().quiet());
  CHECK_FALSE(dialing.done());
  CHECK(w.n2.accepted.size() == 1);
  CHECK(w.n2.pauses.empty());
}

TEST_CASE("a failure that is on its way to a killed host is not told", "[sim][network]") {
  net_world w;
  w.connect();
  w.n2.loop.freeze();
  w.network.reset("n1", "n2");
  w.pass(1s);
  w.network.kill("n2", sim::death::reset);
  w.n2.loop.go_on();
  w.pass(1s);
  CHECK(w.two().quiet());
}

TEST_CASE("a killed host's loop and connections may go in any order", "[sim][network]") {
  const int order = GENERATE(0, 1, 2);
  sim::world world{1};
  sim::network network{world};
  net_process n1{world, network, "n1"};
  auto n2 = std::make_unique<net_process>(world, network, "n2");
  n2->listen();
  net_dial dial;
  n1.dial(dial, "n2");
  net_dial other;
  n2->dial(other, "nobody");
  world.advance(1s);
  REQUIRE(n2->accepted.size() == 1);
  n2->loop.freeze();
  dial.end.send("for a loop that never runs");
  net_dial waiting;
  n1.dial(waiting, "n2");
  n2->dial(other, "nobody");
  world.advance(1s);
  network.kill("n2", order == 0 ? sim::death::silent : sim::death::reset);
  if (order == 1) n2->accepted.clear();
  if (order == 1) n2->listener.reset();
  if (order != 2) n2.reset();
  world.advance(1s);
  n2.reset();
  world.advance(1s);
  if (order != 0) CHECK(dial.end.lost());
}

TEST_CASE("what the network has made may outlive it, and does nothing then", "[sim][network]") {
  sim::world world{1};
  auto network = std::make_unique<sim::network>(world);
  net_process n1{world, *network, "n1"};
  net_process n2{world, *network, "n2"};
  n2.listen();
  net_dial dial;
  n1.dial(dial, "n2");
  world.advance(1s);
  REQUIRE(dial.done());
  net_dial later;
  n1.dial(later, "n2");
  dial.end.send("under way");
  n2.loop.freeze();
  world.advance(50us);
  network.reset();
  n2.loop.go_on();
  world.advance(10s);
  CHECK(n2.accepted.size() == 1);
  CHECK(n2.accepted[0]->quiet());
  CHECK(dial.end.quiet());
  CHECK_FALSE(later.done());
  CHECK(dial.end.write("x") == 0);
  CHECK(world.next() == never);
}

TEST_CASE("ends may close and be destroyed in any callback", "[sim][network]") {
  net_world w;
  w.connect();
  w.two().then_on_bytes = [&] { w.two().connection.reset(); };
  w.one().then_on_end = [&] { w.one().connection.reset(); };
  w.one().send("one");
  w.pass(1s);
  w.one().connection ? w.one().send("two") : void();
  w.pass(1s);
  CHECK(w.network.connections() == 0);
}

TEST_CASE("a connection may be reset in a callback of its own", "[sim][network]") {
  const int at = GENERATE(0, 1, 2);
  net_world w;
  w.network.set_path("n1", "n2", {.piece_max = 2});
  w.connect();
  w.two().then_on_bytes = [&] {
    if (at == 0) w.network.reset("n1", "n2");
    if (at == 1) w.network.kill("n2", sim::death::reset);
    if (at == 2) w.network.kill("n1", sim::death::silent);
  };
  w.one().send("a few pieces");
  w.pass(1s);
  CHECK(w.two().received.size() > 0);
}

TEST_CASE("a host may talk to itself", "[sim][network]") {
  net_world w;
  w.n1.listen();
  w.n1.dial(w.dial, "n1");
  w.pass(1s);
  REQUIRE(w.n1.accepted.size() == 1);
  w.one().send("to me");
  w.pass(1s);
  CHECK(w.n1.accepted[0]->received == "to me");
  w.network.kill("n1", sim::death::reset);
  w.pass(1s);
  CHECK(w.one().ends.empty());
}
