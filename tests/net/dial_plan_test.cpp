#include <carrick/net/dial_plan.hpp>

#include "../support/start_time.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;
using namespace std::chrono_literals;

namespace {

using failure = dial_plan::failure;

dial_plan_options options(bool primary = true, std::uint64_t seed = 1) {
  dial_plan_options o;
  o.primary = primary;
  o.addresses = {"one", "two"};
  o.seed = seed;
  return o;
}

} // namespace

TEST_CASE("a plan is idle until it is woken; then the primary dials at once") {
  dial_plan plan{options(), start};
  CHECK(plan.next_deadline() == never);
  CHECK_FALSE(plan.next_dial(start));
  plan.wake(start);
  CHECK(plan.next_deadline() == start);
  CHECK(plan.next_dial(start) == "one");
  CHECK_FALSE(plan.next_dial(start));
  CHECK(plan.next_deadline() == never);
}

TEST_CASE("the secondary dials after two seconds without a link") {
  dial_plan plan{options(false), start};
  plan.wake(start);
  CHECK(plan.next_deadline() == start + 2s);
  CHECK_FALSE(plan.next_dial(start + 1999ms));
  plan.link_up(start + 1s);
  CHECK(plan.next_deadline() == never);
  plan.link_down(start + 10s);
  CHECK(plan.next_deadline() == start + 12s);
  CHECK(plan.next_dial(start + 12s) == "one");
}

TEST_CASE("F93 pauses grow by a half, are only ever shortened, and have a cap") {
  auto seed = GENERATE(range(0u, 20u));
  dial_plan plan{options(true, seed), start};
  time_point now = start;
  plan.wake(now);
  duration full = 50ms;
  bool shortened = false;
  for (int i = 0; i < 30; ++i) {
    REQUIRE(plan.next_dial(now) == (i % 2 == 0 ? "one" : "two"));
    plan.attempt_failed(failure::unreachable, now);
    duration pause = plan.next_deadline() - now;
    REQUIRE(pause <= full + 1us);
    REQUIRE(pause >= full / 2 - 1us);
    shortened = shortened || pause < full;
    full = std::min<duration>(full * 3 / 2, 1s);
    now = plan.next_deadline();
  }
  CHECK(shortened);
  CHECK(plan.failures() == 30);
}

TEST_CASE("the same seed gives the same pauses") {
  auto pauses = [](std::uint64_t seed) {
    dial_plan plan{options(true, seed), start};
    std::vector<duration> out;
    time_point now = start;
    plan.wake(now);
    for (int i = 0; i < 10; ++i) {
      (void)plan.next_dial(now);
      plan.attempt_failed(failure::unreachable, now);
      out.push_back(plan.next_deadline() - now);
      now = plan.next_deadline();
    }
    return out;
  };
  CHECK(pauses(7) == pauses(7));
  CHECK(pauses(7) != pauses(8));
}

TEST_CASE("F94 only a link that stood for five seconds resets the pauses") {
  dial_plan plan{options(), start};
  time_point now = start;
  plan.wake(now);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(plan.next_dial(now));
    plan.link_up(now);
    now += 100ms;
    plan.link_down(now);
    now = plan.next_deadline();
  }
  auto flapping = plan.next_dial(now);
  plan.link_up(now);
  plan.link_down(now + 1s);
  CHECK(plan.next_deadline() >= now + 1s + 500ms);
  now = plan.next_deadline();
  (void)plan.next_dial(now);
  plan.link_up(now);
  plan.link_down(now + 5s);
  CHECK(plan.next_deadline() <= now + 5s + 50ms);
  CHECK(flapping);
}

TEST_CASE(
  "F95 what is no fault of the peer does not grow the pause; a permanent refusal takes the "
  "longest") {
  dial_plan plan{options(), start};
  plan.wake(start);
  (void)plan.next_dial(start);
  plan.attempt_failed(failure::harmless, start);
  CHECK(plan.failures() == 0);
  CHECK(plan.next_deadline() <= start + 50ms);
  auto now = plan.next_deadline();
  (void)plan.next_dial(now);
  plan.attempt_failed(failure::refused, now);
  CHECK(plan.next_deadline() >= now + 500ms);
  CHECK(plan.next_deadline() <= now + 1s);
}

TEST_CASE("who refuses for good is asked more and more seldom, and at once when members change") {
  auto o = options();
  o.jitter = 0;
  dial_plan plan{o, start};
  plan.wake(start);
  auto now = start;
  for (auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
    REQUIRE(plan.next_dial(now));
    plan.attempt_failed(failure::refused, now);
    CHECK(plan.next_deadline() == now + pause);
    plan.wake(now); // a use changes nothing
    now = plan.next_deadline();
  }
  REQUIRE(plan.next_dial(now));
  plan.attempt_failed(failure::refused, now);
  plan.members_changed(now + 1s);
  CHECK(plan.next_dial(now + 1s));
  plan.attempt_failed(failure::refused, now + 1s);
  CHECK(plan.next_deadline() == now + 2s);
  SECTION("unless a use is worth it") {
    o.use_asks_again = true;
    dial_plan eager{o, start};
    eager.wake(start);
    REQUIRE(eager.next_dial(start));
    eager.attempt_failed(failure::refused, start);
    eager.wake(start);
    CHECK(eager.next_dial(start));
  }
}

TEST_CASE("who is turned away after a moment comes back after growing pauses") {
  auto o = options();
  o.jitter = 0;
  dial_plan plan{o, start};
  plan.wake(start);
  auto now = start;
  for (auto pause : {1s, 2s, 4s, 8s}) {
    REQUIRE(plan.next_dial(now));
    plan.link_up(now);
    plan.link_down(now + 100ms, true);
    CHECK(plan.next_deadline() == now + 100ms + pause);
    now = plan.next_deadline();
  }
  REQUIRE(plan.next_dial(now));
  plan.link_up(now);
  plan.link_down(now + 100ms);
  CHECK(plan.next_deadline() < now + 1s);
}

TEST_CASE("a membership event ends a pause; none resurrects a link or an attempt") {
  dial_plan plan{options(), start};
  plan.wake(start);
  (void)plan.next_dial(start);
  plan.wake(start);
  CHECK_FALSE(plan.next_dial(start));
  plan.attempt_failed(failure::unreachable, start);
  plan.wake(start + 1ms);
  CHECK(plan.next_dial(start + 1ms) == "two");
  plan.link_up(start + 2ms);
  plan.wake(start + 3ms);
  CHECK_FALSE(plan.next_dial(start + 3ms));
  plan.stop();
  CHECK(plan.next_deadline() == never);
  plan.link_down(start + 4ms);
  CHECK(plan.next_deadline() == never);
}

TEST_CASE("without an address nothing is dialed; a new one takes effect") {
  auto o = options();
  o.addresses.clear();
  dial_plan plan{o, start};
  plan.wake(start);
  CHECK(plan.next_deadline() == never);
  CHECK_FALSE(plan.next_dial(start));
  plan.set_addresses({"three"});
  CHECK(plan.next_dial(start) == "three");
}

TEST_CASE("pauses may be for ever") {
  auto longest = options(false);
  longest.pause_min = duration::max() - 1h;
  longest.pause_max = duration::max();
  longest.jitter = 0;
  longest.fallback = duration::max();
  dial_plan plan{longest, start};
  plan.wake(start);
  CHECK(plan.next_deadline() == never);
  longest.fallback = duration::zero();
  dial_plan other{longest, start};
  other.wake(start);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(other.next_dial(never));
    other.attempt_failed(failure::unreachable, start);
    CHECK(other.next_deadline() > start + 24h);
  }
}
