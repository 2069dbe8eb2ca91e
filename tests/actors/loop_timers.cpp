// Timers and flushes of a loop, under time that stands still.

#include <carrick/core/random.hpp>
#include <carrick/tests/support/loop_world.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;

struct numbered_timer final : loop_timer {
  numbered_timer(loop& where, int number, std::vector<int>& into)
      : loop_timer(where), n(number), rung(into) {}
  void on_timer() noexcept override { rung.push_back(n); }
  int n;
  std::vector<int>& rung;
};

struct fixture {
  still_time time;
  loops all{without_threads(time)};
  loop& here = all.at(0);
  std::vector<int> rung;

  void after(duration by) {
    time.advance(by);
    here.drive();
  }
};

TEST_CASE_METHOD(fixture, "a timer fires once, at its time", "[loop][timer]") {
  numbered_timer one(here, 1, rung);
  one.arm(time.now() + 10ms);
  CHECK(one.armed());
  CHECK(here.next_deadline() == time.now() + 10ms);
  after(9ms);
  CHECK(rung.empty());
  after(1ms);
  CHECK(rung == std::vector{1});
  CHECK_FALSE(one.armed());
  CHECK(one.deadline() == never);
  CHECK(here.next_deadline() == never);
  after(1h);
  CHECK(rung.size() == 1);
}

TEST_CASE_METHOD(fixture, "timers fire by time, equal ones as they were armed", "[loop][timer]") {
  numbered_timer a(here, 1, rung), b(here, 2, rung), c(here, 3, rung), d(here, 4, rung);
  d.arm(time.now() + 2ms);
  a.arm(time.now() + 1ms);
  b.arm(time.now() + 1ms);
  c.arm(time.now() + 1ms);
  a.arm(time.now() + 1ms); // again: now behind c
  after(2ms);
  CHECK(rung == std::vector{2, 3, 1, 4});
}

TEST_CASE_METHOD(fixture, "a timer can be moved and cancelled", "[loop][timer]") {
  numbered_timer a(here, 1, rung), b(here, 2, rung);
  a.arm(time.now() + 1ms);
  a.arm(time.now() + 5ms);
  b.arm(time.now() + 2ms);
  b.cancel();
  b.cancel();
  after(4ms);
  CHECK(rung.empty());
  a.arm(never);
  CHECK_FALSE(a.armed());
  after(10ms);
  CHECK(rung.empty());
}

TEST_CASE_METHOD(fixture, "a destroyed timer does not fire", "[loop][timer]") {
  std::optional<numbered_timer> one;
  one.emplace(here, 1, rung);
  one->arm(time.now() + 1ms);
  one.reset();
  after(1ms);
  CHECK(rung.empty());
}

TEST_CASE_METHOD(fixture, "a timer that arms itself waits for the next iteration",
                 "[loop][timer]") {
  struct self_arming final : loop_timer {
    explicit self_arming(fixture& f) : loop_timer(f.here), of(f) {}
    void on_timer() noexcept override {
      of.rung.push_back(1);
      arm(of.time.now());
    }
    fixture& of;
  } one(*this);
  one.arm(time.now());
  here.drive();
  CHECK(rung.size() == 1);
  here.drive();
  CHECK(rung.size() == 2);
}

TEST_CASE_METHOD(fixture, "a timer may destroy another that is due with it", "[loop][timer]") {
  struct killer final : loop_timer {
    killer(loop& where, std::optional<numbered_timer>& other) : loop_timer(where), victim(other) {}
    void on_timer() noexcept override { victim.reset(); }
    std::optional<numbered_timer>& victim;
  };
  std::optional<numbered_timer> victim;
  killer first(here, victim);
  victim.emplace(here, 1, rung);
  first.arm(time.now() + 1ms);
  victim->arm(time.now() + 1ms);
  after(1ms);
  CHECK(rung.empty());
}

TEST_CASE_METHOD(fixture, "a thousand timers, armed, moved and cancelled at random, fire in order",
                 "[loop][timer]") {
  random_source random(7);
  std::vector<std::unique_ptr<numbered_timer>> alarms;
  for (int i = 0; i < 1'000; ++i) alarms.push_back(std::make_unique<numbered_timer>(here, i, rung));
  const time_point start = time.now();
  for (int i = 0; i < 10'000; ++i) {
    numbered_timer& one = *alarms[random.below(alarms.size())];
    if (random.below(4) == 0)
      one.cancel();
    else
      one.arm(start + std::chrono::microseconds(random.below(1'000'000)));
  }
  std::vector<std::pair<time_point, int>> expected;
  for (const auto& each : alarms)
    if (each->armed()) expected.emplace_back(each->deadline(), each->n);
  REQUIRE(here.timers().size() == expected.size());
  std::stable_sort(expected.begin(), expected.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  while (here.next_deadline() != never) {
    time.advance(here.next_deadline() - time.now());
    here.drive();
  }
  REQUIRE(rung.size() == expected.size());
  for (std::size_t i = 1; i < expected.size(); ++i)
    if (expected[i - 1].first != expected[i].first) CHECK(rung[i] == expected[i].second);
}

TEST_CASE("timers on a thread fire, and never early", "[loop][timer]") {
  loops all(with_loops(1));
  struct timed final : loop_timer {
    explicit timed(loop& l) : loop_timer(l), where(l) {}
    void on_timer() noexcept override { fired.set_value(where.now()); }
    loop& where;
    std::promise<time_point> fired;
  } one(all.at(0));
  auto fired = one.fired.get_future();
  const time_point due = run_at(all.at(0), [&] {
    const time_point at = all.at(0).now() + 3ms;
    one.arm(at);
    return at;
  });
  CHECK(await(std::move(fired)) >= due);
}

struct dirty final : flushable {
  dirty(int number, std::vector<int>& into) : n(number), flushed(into) {}
  void flush() noexcept override { flushed.push_back(n); }
  int n;
  std::vector<int>& flushed;
};

TEST_CASE_METHOD(fixture, "what is marked is flushed once, in order of the marks",
                 "[loop][flush]") {
  dirty a(1, rung), b(2, rung);
  here.at_end_of_iteration(b);
  here.at_end_of_iteration(a);
  here.at_end_of_iteration(b);
  CHECK(a.marked());
  CHECK(here.drive());
  CHECK(rung == std::vector{2, 1});
  CHECK_FALSE(a.marked());
  CHECK_FALSE(here.drive());
}

TEST_CASE_METHOD(fixture, "what is marked and destroyed is not flushed", "[loop][flush]") {
  dirty a(1, rung), c(3, rung);
  here.at_end_of_iteration(a);
  {
    dirty b(2, rung);
    here.at_end_of_iteration(b);
  }
  here.at_end_of_iteration(c);
  here.drive();
  CHECK(rung == std::vector{1, 3});
}

TEST_CASE_METHOD(fixture, "a flush may mark itself again, and destroy its neighbour",
                 "[loop][flush]") {
  struct awkward final : flushable {
    awkward(loop& l, std::optional<dirty>& other) : where(l), neighbour(other) {}
    void flush() noexcept override {
      neighbour.reset();
      if (++flushes < 3) where.at_end_of_iteration(*this);
    }
    loop& where;
    std::optional<dirty>& neighbour;
    int flushes = 0;
  };
  std::optional<dirty> neighbour;
  neighbour.emplace(1, rung);
  awkward one(here, neighbour);
  here.at_end_of_iteration(one);
  here.at_end_of_iteration(*neighbour);
  int iterations = 0;
  while (here.drive()) ++iterations;
  CHECK(one.flushes == 3);
  CHECK(iterations == 3);
  CHECK(rung.empty());
}

TEST_CASE("what a task marks is flushed before the loop sleeps", "[loop][flush]") {
  loops all(with_loops(1));
  struct promising final : flushable {
    void flush() noexcept override { flushed.set_value(); }
    std::promise<void> flushed;
  } one;
  auto flushed = one.flushed.get_future();
  run_at(all.at(0), [&] { all.at(0).at_end_of_iteration(one); });
  await(std::move(flushed));
  run_at(all.at(0), [] {});
}

TEST_CASE_METHOD(fixture, "the scratch buffer is lent to one at a time", "[loop]") {
  std::byte* first = nullptr;
  {
    auto loan = here.scratch();
    first = loan.bytes().data();
    CHECK(loan.bytes().size() == 256 * 1024);
  }
  CHECK(here.scratch().bytes().data() == first);
}

} // namespace
} // namespace carrick::test
