#include <carrick/actors/restart_plan.hpp>

#include <catch2/catch.hpp>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using fate = restart_plan::fate;

constexpr time_point zero{};

TEST_CASE("which ends an actor is started again after") {
  CHECK(restart_plan{{}}.ended(true, zero) == fate::stays_down);
  restart_plan on_failure{{.after = restart_after::failure}};
  CHECK(on_failure.ended(false, zero) == fate::stays_down);
  CHECK(on_failure.due() == never);
  CHECK(on_failure.ended(true, zero) == fate::restarts);
  restart_plan always{{.after = restart_after::any_end}};
  CHECK(always.ended(false, zero) == fate::restarts);
  CHECK(always.ended(true, zero) == fate::restarts);
}

TEST_CASE("pauses grow while it ends at once, and then it stays down") {
  restart_plan plan{{.after = restart_after::any_end,
                     .pause_min = 100ms,
                     .pause_max = 500ms,
                     .count = 5,
                     .within = 1min}};
  auto now = zero;
  for (duration pause : {100ms, 200ms, 400ms, 500ms, 500ms}) {
    REQUIRE(plan.ended(true, now) == fate::restarts);
    CHECK(plan.due() == now + pause);
    CHECK_FALSE(plan.start(plan.due() - 1ns));
    now = plan.due();
    CHECK(plan.start(now));
    CHECK_FALSE(plan.start(now));
  }
  CHECK(plan.restarts() == 5);
  CHECK(plan.ended(true, now) == fate::gives_up);
  CHECK(plan.due() == never);
  CHECK_FALSE(plan.start(now + 1h));
}

TEST_CASE("the pause and the time of the limit may be for ever") {
  restart_plan plan{{.after = restart_after::any_end,
                     .pause_min = duration::max() / 3,
                     .pause_max = duration::max(),
                     .count = 2,
                     .within = duration::max()}};
  const auto now = zero + 1000h;
  REQUIRE(plan.ended(true, now) == fate::restarts);
  CHECK(plan.due() > now);
  REQUIRE(plan.ended(true, now) == fate::restarts);
  CHECK(plan.due() > now + duration::max() / 3);
  CHECK(plan.ended(true, now + 1h) == fate::gives_up);
}

TEST_CASE("restarts are forgotten after the time of the limit") {
  restart_plan plan{{.after = restart_after::failure, .pause_min = 1s, .count = 2, .within = 10s}};
  auto now = zero;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(plan.ended(true, now) == fate::restarts);
    CHECK(plan.due() == now + 1s);
    now = plan.due();
    REQUIRE(plan.start(now));
    now += 10s + 1ns;
  }
  CHECK(plan.restarts() == 20);
}

TEST_CASE("by default one that fails at once is given up after less than a minute") {
  restart_plan plan{{.after = restart_after::failure}};
  auto now = zero;
  while (plan.ended(true, now) == fate::restarts) {
    now = plan.due();
    REQUIRE(plan.start(now));
  }
  CHECK(plan.restarts() == limits::restart_count);
  CHECK(now - zero < 1min);
}

} // namespace
} // namespace carrick::test
