#include <carrick/sim/world.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>

using namespace carrick;
using namespace std::chrono_literals;

namespace {

/// Notes its name when it happens, and does what it was told.
class probe final : public sim::event {
 public:
  probe(std::string& seen, char name) : seen_(seen), name_(name) {}
  void happen() noexcept override {
    seen_ += name_;
    if (then) then();
  }
  std::function<void()> then;

 private:
  std::string& seen_;
  const char name_;
};

std::string order_of_ties(std::uint64_t seed) {
  sim::world w{seed};
  std::string seen;
  std::vector<std::unique_ptr<probe>> all;
  for (char name = 'a'; name <= 'h'; ++name) {
    all.push_back(std::make_unique<probe>(seen, name));
    w.at(w.now() + 1s, *all.back());
  }
  w.advance(1s);
  return seen;
}

} // namespace

TEST_CASE("events happen in the order of their times", "[sim][world]") {
  sim::world w{1};
  std::string seen;
  std::vector<std::unique_ptr<probe>> all;
  sim::draws from = w.source("times");
  std::vector<duration> happened;
  for (int i = 0; i < 500; ++i) {
    all.push_back(std::make_unique<probe>(seen, 'x'));
    all.back()->then = [&] { happened.push_back(w.elapsed()); };
    w.at(w.now() + from.between(0ms, 100ms), *all.back());
  }
  for (int i = 0; i < 500; i += 3) w.cancel(*all[static_cast<std::size_t>(i)]);
  for (int i = 1; i < 500; i += 3)
    w.at(w.now() + from.between(0ms, 100ms), *all[static_cast<std::size_t>(i)]);
  while (w.step()) {
  }
  CHECK(happened.size() == 333);
  CHECK(std::is_sorted(happened.begin(), happened.end()));
  CHECK(w.events() == 333);
  CHECK(w.next() == never);
}

TEST_CASE("time jumps to an event and stands still in it", "[sim][world]") {
  sim::world w{1};
  std::string seen;
  probe a{seen, 'a'};
  CHECK(w.elapsed() == 0s);
  w.at(w.now() + 5s, a);
  CHECK(w.next() == sim::world::beginning + 5s);
  CHECK(a.pending());
  a.then = [&] {
    CHECK(w.elapsed() == 5s);
    CHECK_FALSE(a.pending());
  };
  REQUIRE(w.step());
  CHECK(w.elapsed() == 5s);
  CHECK_FALSE(w.step());
}

TEST_CASE("an event is moved, cancelled, or now if its time has passed", "[sim][world]") {
  sim::world w{1};
  std::string seen;
  probe a{seen, 'a'};
  probe b{seen, 'b'};
  w.at(w.now() + 1s, a);
  w.at(w.now() + 2s, b);
  w.at(w.now() + 3s, a);
  w.advance(3s);
  CHECK(seen == "ba");
  w.at(w.now() - 1s, a);
  w.at(w.now() + 1s, b);
  w.at(never, b);
  CHECK_FALSE(b.pending());
  w.advance(1s);
  CHECK(seen == "baa");
  w.cancel(b);
  CHECK(w.elapsed() == 4s);
}

TEST_CASE("an event may set itself again, end itself, or end another", "[sim][world]") {
  sim::world w{1};
  std::string seen;
  auto a = std::make_unique<probe>(seen, 'a');
  auto b = std::make_unique<probe>(seen, 'b');
  int times = 0;
  a->then = [&] {
    if (++times < 3) return w.at(w.now() + 1s, *a);
    b.reset();
    a.reset();
  };
  w.at(w.now() + 1s, *a);
  w.at(w.now() + 10s, *b);
  w.advance(20s);
  CHECK(seen == "aaa");
  CHECK(w.elapsed() == 20s);
}

TEST_CASE("an event destroyed before the world ends is forgotten, one after it too",
          "[sim][world]") {
  std::string seen;
  auto w = std::make_unique<sim::world>(1);
  probe outlives{seen, 'a'};
  {
    probe gone{seen, 'b'};
    w->at(w->now() + 1s, gone);
  }
  w->at(w->now() + 2s, outlives);
  w->advance(1s);
  w.reset();
  CHECK(seen.empty());
  CHECK_FALSE(outlives.pending());
}

TEST_CASE("ties are drawn: by the seed, and the same for one seed", "[sim][world]") {
  CHECK(order_of_ties(1) == order_of_ties(1));
  CHECK(order_of_ties(1).size() == 8);
  std::vector<std::string> orders;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) orders.push_back(order_of_ties(seed));
  std::sort(orders.begin(), orders.end());
  CHECK(std::unique(orders.begin(), orders.end()) - orders.begin() >= 9);
}

TEST_CASE("run_until includes its time and no later one", "[sim][world]") {
  sim::world w{1};
  std::string seen;
  probe a{seen, 'a'};
  probe b{seen, 'b'};
  probe c{seen, 'c'};
  b.then = [&] { w.at(w.now(), c); };
  w.at(w.now() + 1s, a);
  w.at(w.now() + 2s, b);
  w.run_until(sim::world::beginning + 2s - 1ns);
  CHECK(seen == "a");
  w.run_until(sim::world::beginning + 2s);
  CHECK(seen == "abc");
  w.run_until(sim::world::beginning);
  CHECK(w.elapsed() == 2s);
}

TEST_CASE("run_until a condition stops with it, with the limit, or when nothing is left",
          "[sim][world]") {
  sim::world w{1};
  int ticks = 0;
  std::function<void()> tick = [&] {
    ++ticks;
    w.call_at(w.now() + 1s, tick);
  };
  tick();
  CHECK(w.run_until([&] { return ticks == 4; }, never));
  CHECK(w.elapsed() == 3s);
  CHECK_FALSE(w.run_until([&] { return ticks == 100; }, w.now() + 2500ms));
  CHECK(w.elapsed() == 5500ms);
  CHECK(w.run_until([&] { return w.elapsed() == 5700ms; }, w.now() + 200ms));

  sim::world empty{1};
  CHECK_FALSE(empty.run_until([] { return false; }, never));
  CHECK(empty.elapsed() == 0s);
}

TEST_CASE("functions are called once, and freed with the world", "[sim][world]") {
  auto held = std::make_shared<int>(0);
  {
    sim::world w{1};
    for (int i = 0; i < 3; ++i) w.call_at(w.now() + 1s, [held] { ++*held; });
    w.advance(1s);
    CHECK(*held == 3);
    CHECK(held.use_count() == 1);
    w.call_at(w.now() + 1s, [held] { ++*held; });
    w.call_at(never, [held] { ++*held; });
    CHECK(held.use_count() == 2);
  }
  CHECK(held.use_count() == 1);
  CHECK(*held == 3);
}
