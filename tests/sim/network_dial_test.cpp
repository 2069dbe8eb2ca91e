// Dialing and accepting.

#include "net_world.hpp"

using namespace carrick;
using namespace carrick::test;

TEST_CASE("a dial takes the way there and back", "[sim][network]") {
  net_world w;
  w.network.set_path("n1", "n2", {.delay = 3ms});
  w.network.set_path("n2", "n1", {.delay = 4ms});
  w.n1.dial(w.dial, "n2");
  CHECK(w.network.connections() == 1);
  w.pass(7ms - 1ns);
  CHECK_FALSE(w.dial.done());
  CHECK(w.n2.accepted.size() == 1);
  w.pass(1ns);
  CHECK(w.dial.outcome->ok());
  CHECK(w.network.connections() == 1);
  CHECK(w.one().connection->remote_address() == "n2:1");
  CHECK(w.two().connection->remote_address().starts_with("n1#"));
}

TEST_CASE("a refusal takes as long as an answer", "[sim][network]") {
  net_world w;
  w.n2.listener.reset();
  w.network.set_default_path({.delay = 3ms});
  w.n1.dial(w.dial, "n2");
  w.pass(6ms - 1ns);
  CHECK_FALSE(w.dial.done());
  w.pass(1ns);
  CHECK(*w.dial.outcome == code::unreachable);
  CHECK(w.network.connections() == 0);
}

TEST_CASE("dials are refused and unanswered by shares", "[sim][network]") {
  net_world w;
  w.network.set_default_dials({.refused = 0.3, .unanswered = 0.3});
  int connected = 0, refused = 0, unanswered = 0;
  for (int i = 0; i < 300; ++i) {
    net_dial dial;
    w.n1.dial(dial, "n2", 100ms);
    w.pass(100ms);
    REQUIRE(dial.done());
    connected += dial.outcome->ok() ? 1 : 0;
    refused += dial.outcome->message().starts_with("connection refused") ? 1 : 0;
    unanswered += dial.outcome->message().starts_with("no answer") ? 1 : 0;
  }
  CHECK(connected + refused + unanswered == 300);
  CHECK((unanswered > 60 && unanswered < 120));
  CHECK((refused > 40 && refused < 90));
  CHECK(w.n2.accepted.size() == static_cast<std::size_t>(connected));
}

TEST_CASE("a late dial comes by, perhaps to nobody", "[sim][network]") {
  net_world w;
  w.network.set_default_dials({.late = 1, .late_max = 200ms});
  std::size_t dialed = 0, behind = 0;
  for (int i = 0; i < 100; ++i) {
    net_dial dial;
    w.n1.dial(dial, "n2", 100ms);
    w.pass(100ms);
    REQUIRE(dial.done());
    const std::size_t before = w.n2.accepted.size();
    if (dial.outcome->ok()) ++dialed;
    w.pass(1s);
    if (!dial.outcome->ok()) behind += w.n2.accepted.size() - before;
  }
  CHECK((dialed > 30 && dialed < 70));
  CHECK(behind > 10); // after the dialer had given up
  CHECK(w.n2.accepted.size() == 100);
  w.pass(1s);
  for (const auto& each : w.n2.accepted) CHECK(each->ended_ok());
  w.n2.accepted.clear();
  CHECK(w.network.connections() == 0);
}

TEST_CASE("a dial into silence waits, and ends with its limit", "[sim][network]") {
  net_world w;
  const bool there = GENERATE(true, false);
  there ? w.network.silence("n1", "n2") : w.network.silence("n2", "n1");
  w.n1.dial(w.dial, "n2", 5s);
  w.pass(1s);
  CHECK_FALSE(w.dial.done());
  SECTION("heard in time") {
    w.network.hear_all();
    w.pass(2s);
    REQUIRE(w.dial.done());
    CHECK(w.dial.outcome->ok());
    w.one().send("hello");
    w.pass(1s);
    CHECK(w.two().received == "hello");
  }
  SECTION("not heard") {
    w.pass(4s);
    REQUIRE(w.dial.done());
    CHECK(*w.dial.outcome == code::unreachable);
    w.network.hear_all();
    w.pass(2s);
    CHECK(w.n2.accepted.size() == (there ? 0 : 1));
    if (!there) CHECK(w.two().ended_ok());
    w.n2.accepted.clear();
    CHECK(w.network.connections() == 0);
  }
}

TEST_CASE("a cancelled dial is heard of no more", "[sim][network]") {
  net_world w;
  const duration after = GENERATE(0us, 50us, 100us, 150us);
  w.n1.dial(w.dial, "n2");
  w.pass(after);
  w.dial.attempt.reset();
  CHECK(w.network.connections() <= 1);
  w.pass(5s);
  CHECK_FALSE(w.dial.done());
  REQUIRE(w.n2.accepted.size() == 1);
  CHECK(w.two().ended_ok());
}

TEST_CASE("connections wait while accepting is stopped", "[sim][network]") {
  net_world w;
  w.network.stop_accepting("n2", 2s);
  w.n1.dial(w.dial, "n2");
  w.pass(1s);
  CHECK(w.n2.pauses == std::vector{code::overloaded});
  REQUIRE(w.dial.done());
  CHECK(w.dial.outcome->ok());
  w.one().send("already");
  w.pass(1s - 1us);
  CHECK(w.n2.accepted.empty());
  w.pass(1us);
  REQUIRE(w.n2.accepted.size() == 1);
  w.pass(1s);
  CHECK(w.two().received == "already");
  CHECK(w.n2.pauses.size() == 1);
}

TEST_CASE("connections that nobody has accepted end with the listener", "[sim][network]") {
  net_world w;
  w.network.stop_accepting("n2", 2s);
  w.connect_only();
  w.n2.listener.reset();
  w.pass(1s);
  CHECK_FALSE(w.one().ends.empty());
  CHECK(w.n2.accepted.empty());
}

TEST_CASE("a full queue answers nobody", "[sim][network]") {
  net_world w;
  w.network.stop_accepting("n2", 10s);
  std::vector<net_dial> dials(1025);
  for (net_dial& each : dials) w.n1.dial(each, "n2", 100ms);
  w.pass(1s);
  std::size_t connected = 0;
  for (const net_dial& each : dials) connected += each.outcome->ok() ? 1 : 0;
  CHECK(connected == 1024);
}

TEST_CASE("a port is chosen for port 0, an address is one listener's", "[sim][network]") {
  net_world w;
  const auto one = w.n1.transport->listen(w.n1.loop, "n1:0", w.n1);
  const auto two = w.n1.transport->listen(w.n1.loop, "n1:0", w.n1);
  REQUIRE((one && two));
  CHECK((*one)->address() != (*two)->address());
  CHECK((*one)->address().starts_with("n1:5"));
  const auto taken = w.n1.transport->listen(w.n1.loop, "n2:1", w.n1);
  CHECK(taken.error() == code::address_in_use);
  CHECK(w.n1.transport->listen(w.n1.loop, "n2:1\t", w.n1).error() == code::invalid_argument);
  w.dial.attempt = w.n1.transport->dial(w.n1.loop, "", 1s, w.dial);
  CHECK_FALSE(w.dial.done());
  w.pass(0s);
  CHECK(*w.dial.outcome == code::invalid_argument);
}

TEST_CASE("an address belongs to the host that listens there, whatever it is called",
          "[sim][network]") {
  net_world w;
  const auto elsewhere = w.n2.transport->listen(w.n2.loop, "10.0.0.7:7101", w.n2);
  w.network.silence("n1", "n2");
  w.dial.attempt = w.n1.transport->dial(w.n1.loop, "10.0.0.7:7101", 1s, w.dial);
  CHECK(w.network.connections("n1", "n2") == 1);
  w.pass(2s);
  CHECK(w.dial.outcome->message() == "no answer from 10.0.0.7:7101 within 1s");
}
