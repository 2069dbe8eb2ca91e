// What happens to connections.

#include "net_world.hpp"

using namespace carrick;
using namespace carrick::test;

TEST_CASE("silence loses nothing: what was sent arrives when it ends", "[sim][network]") {
  net_world w;
  w.connect();
  w.one().send("under way,");
  w.network.silence("n1", "n2");
  CHECK(w.network.silent("n1", "n2"));
  CHECK_FALSE(w.network.silent("n2", "n1"));
  w.one().send("into silence");
  w.pass(10s);
  CHECK(w.two().quiet());
  w.network.hear("n1", "n2");
  const time_point heard = w.world.now();
  CHECK(w.two().quiet());
  REQUIRE(w.world.run_until([&] { return !w.two().received.empty(); }, heard + 2s));
  CHECK(w.two().received == "under way,into silence");
  CHECK(w.world.now() > heard);
}

TEST_CASE("silence has a direction", "[sim][network]") {
  net_world w;
  w.connect();
  w.network.silence("n1", "n2");
  w.one().send("there");
  w.two().send("back");
  w.pass(1s);
  CHECK(w.two().received.empty());
  CHECK(w.one().received == "back");
}

TEST_CASE("who cannot hear acknowledgements writes a window and no more", "[sim][network]") {
  net_world w;
  w.network.set_path("n1", "n2", {.window = 10});
  w.connect();
  w.network.silence("n2", "n1");
  w.one().send("0123456789abcdefghij");
  w.pass(1s);
  CHECK(w.two().received == "0123456789");
  CHECK(w.one().writables == 0);
  CHECK(w.one().write("x") == 0);
  w.network.hear_all();
  w.pass(2s);
  CHECK(w.two().received == "0123456789abcdefghij");
}

TEST_CASE("who closes into silence is missed when bytes pass again", "[sim][network]") {
  net_world w;
  w.connect();
  w.network.silence("n1", "n2");
  w.one().send("bye");
  w.one().connection.reset();
  w.pass(1s);
  CHECK(w.two().quiet());

  SECTION("by the end that arrives later") {
    w.network.hear_all();
    w.pass(3s);
    CHECK(w.two().received == "bye");
    CHECK(w.two().ended_ok());
    CHECK(w.network.connections() == 1);
    w.two().write("anyone?");
    w.pass(1s);
    CHECK(w.two().write("really?") == 0);
    w.pass(1s);
    CHECK(w.two().lost());
    CHECK(w.network.connections() == 0);
  }
  SECTION("by what it sends itself, whose answer is heard later") {
    w.two().send("anyone?");
    w.pass(1s);
    CHECK(w.two().quiet());
    w.network.hear_all();
    w.pass(3s);
    CHECK(w.two().received == "bye");
    CHECK(w.two().lost());
  }
}

TEST_CASE("a reset that is sent into silence is lost, and made again by what arrives",
          "[sim][network]") {
  net_world w;
  w.connect();
  w.one().connection->pause_reading(true);
  w.two().send("unread");
  w.pass(1s);
  w.network.silence("n1", "n2");
  w.one().connection.reset();
  w.network.hear_all();
  w.pass(10s);
  CHECK(w.two().quiet());
  CHECK(w.network.connections() == 1);
  w.two().send("anyone?");
  w.pass(1s);
  CHECK(w.two().lost());
  CHECK(w.network.connections() == 0);
}

TEST_CASE("reset breaks both ends of all connections of a pair at once", "[sim][network]") {
  net_world w;
  w.connect();
  net_process n3{w.world, w.network, "n3"};
  net_dial third;
  n3.dial(third, "n2");
  w.pass(1s);
  w.network.silence("n1", "n2"); // it is no matter
  CHECK(w.network.connections() == 2);
  CHECK(w.network.connections("n2", "n1") == 1);
  w.one().send("lost");
  CHECK(w.network.reset("n2", "n1") == 1);
  CHECK(w.one().ends.empty()); // not from inside the call
  w.pass(0s);
  CHECK(w.one().lost());
  CHECK(w.n2.accepted[0]->lost());
  CHECK(w.n2.accepted[0]->received.empty());
  CHECK(w.network.connections() == 1);
  CHECK(w.network.reset("n2", "n1") == 0);
  third.end.send("still here");
  w.pass(1s);
  CHECK(w.two().received == "still here");
  CHECK(w.one().write("x") == 0);
}

TEST_CASE("bytes that had arrived before a reset are read", "[sim][network]") {
  net_world w;
  w.connect();
  w.n2.loop.freeze();
  w.one().send("arrived");
  w.pass(1s);
  w.network.reset("n1", "n2");
  w.n2.loop.go_on();
  w.pass(1s);
  CHECK(w.two().received == "arrived");
  CHECK(w.two().lost());
}

TEST_CASE("a half-closed direction ends, the other goes on", "[sim][network]") {
  net_world w;
  w.connect();
  w.one().send("before");
  CHECK(w.network.half_close("n1", "n2") == 1);
  w.pass(1s);
  CHECK(w.two().received == "before");
  CHECK(w.two().ended_ok());
  CHECK(w.one().ends.empty());
  w.two().send("back");
  w.pass(1s);
  CHECK(w.one().received == "back");
  CHECK(w.one().write("after") == 0);
  CHECK(w.one().ends.empty());
  w.pass(1s);
  CHECK(w.one().lost());
}

TEST_CASE("a writer that waits for room learns of a half-close", "[sim][network]") {
  net_world w;
  w.network.set_path("n1", "n2", {.window = 4});
  w.connect();
  w.two().connection->pause_reading(true);
  w.one().send("more than four");
  w.pass(1s);
  w.network.half_close("n1", "n2");
  w.pass(1s);
  CHECK(w.one().lost());
}

TEST_CASE("killing a process resets its peers, after the way", "[sim][network]") {
  net_world w;
  w.network.set_path("n2", "n1", {.delay = 10ms});
  w.connect();
  w.two().send("last words");
  w.one().send("to a dead one");
  w.network.kill("n2", sim::death::reset);
  w.pass(9ms);
  CHECK(w.one().ends.empty());
  w.pass(1ms);
  CHECK(w.one().received == "last words");
  CHECK(w.one().lost());
  CHECK(w.two().quiet()); // the dead hear nothing
  CHECK(w.network.connections() == 0);

  net_dial again;
  w.n1.dial(again, "n2");
  w.pass(1s);
  CHECK(*again.outcome == code::unreachable);
  CHECK(again.outcome->message() == "connection refused by n2:1");

  net_process restarted{w.world, w.network, "n2"};
  restarted.listen();
  net_dial third;
  w.n1.dial(third, "n2");
  w.pass(1s);
  CHECK(third.outcome->ok());
  CHECK(restarted.accepted.size() == 1);
}

TEST_CASE("whom the reset does not reach learns it by sending", "[sim][network]") {
  net_world w;
  w.connect();
  w.network.silence("n2", "n1");
  w.network.kill("n2", sim::death::reset);
  w.network.hear_all();
  w.pass(10s);
  CHECK(w.one().quiet());
  w.one().send("anyone?");
  w.pass(1s);
  CHECK(w.one().lost());
}

TEST_CASE("what a dead machine had to send again is lost", "[sim][network]") {
  net_world w;
  w.connect();
  w.network.silence("n2", "n1");
  w.two().send("never heard");
  w.network.kill("n2", GENERATE(sim::death::reset, sim::death::silent));
  w.network.hear_all();
  w.pass(10s);
  CHECK(w.one().quiet());
}

TEST_CASE("a dead machine is silent until it is there again, and knows nothing then",
          "[sim][network]") {
  net_world w;
  w.connect();
  const bool sends = GENERATE(false, true);
  w.two().send("last words");
  w.network.kill("n2", sim::death::silent);
  if (sends) w.one().send("anyone?");
  net_dial again;
  w.n1.dial(again, "n2", 500ms);
  w.pass(60s);
  CHECK(w.one().received == "last words");
  CHECK(w.one().ends.empty());
  CHECK(w.network.connections() == 1);
  CHECK(*again.outcome == code::unreachable);
  CHECK(again.outcome->message() == "no answer from n2:1 within 500ms");

  net_process restarted{w.world, w.network, "n2"};
  restarted.listen();
  w.pass(3s);
  CHECK(w.one().lost() == sends);
  if (!sends) w.one().send("anyone?");
  w.pass(3s);
  CHECK(w.one().lost());
  CHECK(w.two().quiet());
  CHECK(restarted.accepted.empty());
}

TEST_CASE("a machine that is silenced and dead answers when both are over", "[sim][network]") {
  net_world w;
  w.connect();
  w.network.silence("n1", "n2");
  w.one().send("anyone?");
  w.network.kill("n2", sim::death::silent);
  w.network.hear_all();
  w.pass(5s);
  CHECK(w.one().quiet());
  w.network.silence("n1", "n2");
  net_process restarted{w.world, w.network, "n2"};
  restarted.listen();
  w.pass(5s);
  CHECK(w.one().quiet());
  w.network.hear("n1", "n2");
  w.pass(5s);
  CHECK(w.one().lost());
}

TEST_CASE("who has been told of the end is told of a failure only when writing", "[sim][network]") {
  net_world w;
  w.connect();
  w.one().send("one");
  w.one().connection->half_close();
  w.pass(1s);
  REQUIRE(w.two().ended_ok());
  w.network.reset("n1", "n2");
  w.pass(1s);
  CHECK(w.one().lost());
  CHECK(w.two().ended_ok());
  CHECK(w.two().write("x") == 0);
  w.pass(1s);
  CHECK(w.two().lost());
}
