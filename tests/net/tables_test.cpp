#include <carrick/core/random.hpp>
#include <carrick/net/anomaly_budget.hpp>
#include <carrick/net/credit_ledger.hpp>
#include <carrick/net/id_map.hpp>
#include <carrick/net/liveness.hpp>
#include <carrick/net/request_table.hpp>
#include <carrick/net/stream_table.hpp>
#include <carrick/net/timer_wheel.hpp>

#include "../support/start_time.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;
using namespace std::chrono_literals;

TEST_CASE("a wheel expires what a sorted list would, at exactly its time") {
  random_source random{GENERATE(1u, 2u, 3u, 4u)};
  timer_wheel wheel{start};
  std::map<std::uint32_t, time_point> armed;
  time_point now = start;
  for (int step = 0; step < 4000; ++step) {
    auto slot = static_cast<std::uint32_t>(random.below(200));
    switch (random.below(5)) {
      case 0:
      case 1: {
        auto scale = duration{1} * (std::int64_t{1} << random.below(50));
        auto deadline = now +
          duration{static_cast<std::int64_t>(random.unit() * static_cast<double>(scale.count()))};
        wheel.arm(slot, deadline);
        armed[slot] = deadline;
        break;
      }
      case 2:
        wheel.disarm(slot);
        armed.erase(slot);
        break;
      case 3: {
        auto to = now + duration{static_cast<std::int64_t>(random.below(1ull << random.below(46)))};
        if (random.below(2) == 0) to = std::max(now, std::min(to, wheel.earliest()));
        now = to;
        std::set<std::uint32_t> expected, got;
        for (auto [s, d] : armed)
          if (d <= now) expected.insert(s);
        while (auto s = wheel.expire(now)) REQUIRE(got.insert(*s).second);
        REQUIRE(got == expected);
        for (auto s : got) armed.erase(s);
        break;
      }
      case 4: // changes nothing that is seen
        wheel.shrink(armed.empty() ? 0 : armed.rbegin()->first + 1);
        break;
    }
    REQUIRE(wheel.armed() == armed.size());
    time_point first = never;
    for (auto [s, d] : armed) first = std::min(first, d);
    REQUIRE(wheel.earliest() <= first);
    REQUIRE((wheel.earliest() == never) == armed.empty());
  }
}

TEST_CASE("waking at a wheel's earliest time comes to an end soon") {
  timer_wheel wheel{start};
  auto deadline = GENERATE(1ms, 70ms, 5000ms, 3'600'000ms, 86'400'000ms, 864'000'000ms);
  wheel.arm(3, start + deadline);
  int wakes = 0;
  time_point now = start;
  for (; !wheel.expire(now); ++wakes) now = wheel.earliest();
  CHECK(now == start + deadline);
  CHECK(wakes < 200);
}

TEST_CASE("an id map finds what is in it") {
  random_source random{5};
  id_map ids{99};
  std::map<std::uint32_t, std::uint32_t> expected;
  for (int step = 0; step < 20000; ++step) {
    auto id = static_cast<std::uint32_t>(random.below(500) * 0x10001);
    if (expected.contains(id)) {
      REQUIRE(ids.find(id) == expected[id]);
      ids.erase(id);
      expected.erase(id);
    } else {
      REQUIRE(ids.find(id) == id_map::none);
      ids.erase(id);
      ids.insert(id, static_cast<std::uint32_t>(step));
      expected[id] = static_cast<std::uint32_t>(step);
    }
    REQUIRE(ids.size() == expected.size());
    if (step % 5000 == 4999) {
      for (auto at = expected.begin(); at != expected.end();) {
        ids.erase(at->first);
        at = random.below(20) == 0 ? std::next(at) : expected.erase(at);
      }
      for (auto [each, slot] : expected)
        if (ids.find(each) == id_map::none) ids.insert(each, slot);
      ids.shrink();
    }
  }
}

TEST_CASE("request ids: slots are used again under another generation, all 20 bits of them") {
  request_table table{start};
  std::uint64_t context = 0;
  std::set<std::uint32_t> ids;
  for (int i = 0; i < 4096; ++i) {
    auto id = table.add(1, start + 1s, request_table::road::normal, 0);
    REQUIRE(ids.insert(static_cast<std::uint32_t>(id)).second);
    REQUIRE(table.take_answer(id, context) == request_table::answer::verdict);
    REQUIRE(table.take_answer(id, context) == request_table::answer::unknown);
    if (i % 3 == 0) table.shrink();
  }
  CHECK(ids.contains(
    static_cast<std::uint32_t>(table.add(1, start + 1s, request_table::road::normal, 0))));
  request_table full{start};
  for (std::size_t i = 0; i < limits::open_requests; ++i)
    full.add(i, start + 1s, request_table::road::normal, 0);
  CHECK(full.full());
  request_table::verdict v;
  full.expire(start + 1s);
  std::size_t verdicts = 0;
  while (full.next_verdict(v)) ++verdicts;
  CHECK(verdicts == limits::open_requests);
  CHECK(full.open() == 0);
}

TEST_CASE("request ids: a table that was large goes on with those that are open") {
  request_table table{start};
  std::uint64_t context = 0;
  std::vector<request_id> ids;
  for (std::uint64_t i = 0; i < 10'000; ++i)
    ids.push_back(table.add(i, start + 1s, request_table::road::normal, 0));
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (i % 1'000 != 5)
      REQUIRE(table.take_answer(ids[i], context) == request_table::answer::verdict);
  table.shrink();
  CHECK(table.open() == 10);
  std::set<std::uint32_t> fresh;
  for (std::uint64_t i = 0; i < 10'000; ++i)
    fresh.insert(
      static_cast<std::uint32_t>(table.add(i, start + 2s, request_table::road::normal, 0)));
  CHECK(fresh.size() == 10'000);
  for (auto id : ids) CHECK_FALSE(fresh.contains(static_cast<std::uint32_t>(id)));
  table.expire(start + 1s);
  request_table::verdict v;
  for (std::uint64_t i = 0; i < 10; ++i) {
    REQUIRE(table.next_verdict(v));
    CHECK(v.context % 1'000 == 5);
  }
  CHECK_FALSE(table.next_verdict(v));
  CHECK(table.open() == 10'000);
}

TEST_CASE("request ids: none comes again soon, however the table shrinks") {
  random_source random{GENERATE(1u, 2u, 3u)};
  request_table table{start};
  std::map<std::uint32_t, std::size_t> last_use;
  std::uint64_t context = 0;
  for (std::size_t burst = 0; burst < 3'000; ++burst) {
    std::vector<request_id> ids;
    for (auto count = 1 + random.below(random.below(10) == 0 ? 200 : 3); count > 0; --count) {
      ids.push_back(table.add(0, start + 1s, request_table::road::normal, 0));
      auto [known, is_new] = last_use.try_emplace(static_cast<std::uint32_t>(ids.back()), burst);
      REQUIRE((is_new || burst - known->second > 500));
      known->second = burst;
    }
    while (!ids.empty()) {
      std::swap(ids[random.below(ids.size())], ids.back());
      REQUIRE(table.take_answer(ids.back(), context) == request_table::answer::verdict);
      ids.pop_back();
    }
    if (random.below(3) == 0) table.shrink();
  }
}

TEST_CASE("a slot waits for its late answer, so that no other request meets it") {
  request_table table{start};
  bool left = false;
  std::uint64_t context = 0;
  request_table::verdict v;
  auto id = table.add(1, start + 1s, request_table::road::normal, 0);
  REQUIRE(table.finish(id, code::cancelled, left));
  bool taken_first = GENERATE(false, true);
  if (taken_first) REQUIRE(table.next_verdict(v));
  CHECK(table.used() == 1);
  CHECK(table.take_answer(id, context) == request_table::answer::late);
  CHECK(table.take_answer(id, context) == request_table::answer::unknown);
  if (!taken_first) REQUIRE(table.next_verdict(v));
  CHECK(v.code == code::cancelled);
  CHECK_FALSE(table.next_verdict(v));
  CHECK(table.used() == 0);
}

TEST_CASE("B25 stream ids that are used up are not used again") {
  stream_table streams{true, 100, 100, 1, 0xfffffffb};
  REQUIRE(streams.add_ours()->id == 0xfffffffb);
  REQUIRE(streams.add_ours()->id == 0xfffffffd);
  REQUIRE(streams.add_ours()->id == 0xffffffff);
  CHECK(streams.add_ours() == nullptr);
  CHECK(streams.was_opened(0xffffffff));
}

TEST_CASE("credit: a stream's window, the link's, and the guaranteed part") {
  credit_ledger ledger{100'000, 150'000};
  std::uint64_t a = 0, b = 0, c = 0;
  ledger.take(a, 100'000);
  CHECK(ledger.charged() == 100'000 - 2048);
  CHECK_FALSE(ledger.fits_stream(a, 1));
  ledger.take(b, 50'000);
  CHECK(ledger.fits_link(c, 2048));
  CHECK(ledger.left(c) == 150'000 - (100'000 - 2048) - (50'000 - 2048) + 2048);
  ledger.take(b, 4096);
  CHECK(ledger.charged() == 150'000);
  CHECK(ledger.left(c) == 2048);
  CHECK(ledger.fits_link(c, 2048));
  CHECK_FALSE(ledger.fits_link(c, 2049));
  ledger.give_back(a, 100'000);
  CHECK(ledger.charged() == 54'096 - 2048);
  ledger.give_back(b, b);
  CHECK(ledger.charged() == 0);
  CHECK(ledger.fits_link(c, 10'000'000));
}

TEST_CASE("anomalies: a thousand at once, a hundred a second") {
  anomaly_budget budget{start};
  int spent = 0;
  while (budget.spend(start)) ++spent;
  CHECK(spent == 1000);
  for (spent = 0; budget.spend(start + 1s); ++spent) {
  }
  CHECK(spent == 100);
  for (spent = 0; budget.spend(start + 1h); ++spent) {
  }
  CHECK(spent == 1000);
}

TEST_CASE("liveness: any byte is life, silence is asked, then judged") {
  using finding = liveness::finding;
  liveness life{{.fail_after = 4s}, start};
  CHECK(life.next_deadline() == start + 1s);
  CHECK(life.tick(start + 999ms) == finding::alive);
  CHECK(life.tick(start + 1s) == finding::ping);
  CHECK(life.tick(start + 1s) == finding::alive);
  CHECK(life.next_deadline() == start + 2s);
  SECTION("a byte") {
    life.heard(start + 2s);
    CHECK(life.next_deadline() == start + 3s);
    CHECK(life.tick(start + 4s) == finding::ping);
  }
  SECTION("silence") {
    CHECK(life.tick(start + 1999ms) == finding::alive);
    life.look(start + 1999ms);
    CHECK_FALSE(life.silent());
    CHECK(life.tick(start + 2s) == finding::alive);
    life.look(start + 2s);
    CHECK(life.silent());
    CHECK(life.next_deadline() == start + 4s);
    CHECK(life.tick(start + 3999ms) == finding::alive);
    CHECK(life.tick(start + 4s) == finding::dead);
  }
  SECTION("a byte after silence is looked for at once") {
    CHECK(life.tick(start + 2s) == finding::alive);
    life.look(start + 2s);
    life.heard(start + 3s);
    CHECK(life.next_deadline() == start + 3s);
    CHECK(life.tick(start + 3s) == finding::alive); // by another's doing: nobody looks
    CHECK(life.silent());
    CHECK(life.next_deadline() == start + 3s);
    life.look(start + 3s);
    CHECK_FALSE(life.silent());
    CHECK(life.next_deadline() == start + 4s);
    CHECK(life.tick(start + 4s) == finding::ping);
  }
  SECTION("G100 a late loop puts the verdict off once, by that time, and the suspicion with it") {
    CHECK(life.tick(start + 5s) == finding::alive);
    life.look(start + 5s);
    CHECK_FALSE(life.silent());
    CHECK(life.next_deadline() == start + 6s);
    CHECK(life.tick(start + 6s) == finding::alive);
    life.look(start + 6s);
    CHECK(life.silent());
    CHECK(life.next_deadline() == start + 8s);
    CHECK(life.tick(start + 8s) == finding::dead);
  }
}

TEST_CASE("liveness: it asks when it is told to, else after a quarter of the time, at most 1s") {
  auto asks_after = [](const link_limits& ours) {
    return liveness{ours, start}.next_deadline() - start;
  };
  CHECK(asks_after({.fail_after = 4s}) == 1s);
  CHECK(asks_after({.fail_after = 400ms}) == 100ms);
  CHECK(asks_after({.fail_after = 1h}) == 1s);
  CHECK(asks_after({.fail_after = 4s, .ping_after = 2s}) == 2s);
  CHECK(asks_after({.fail_after = 4s, .ping_after = 10ms}) == 10ms);
}

TEST_CASE("G100 a stall of the own loop never kills a link by itself") {
  using finding = liveness::finding;
  liveness life{{.fail_after = 4s}, start};
  CHECK(life.tick(start + 30s) == finding::ping);
  CHECK(life.next_deadline() > start + 30s);
  CHECK(life.tick(start + 31s) == finding::alive);
  life.heard(start + 31s);
  CHECK(life.tick(start + 32s) == finding::ping);
}

TEST_CASE("a round trip is that of the newest ping") {
  liveness life{{.fail_after = 4s}, start};
  auto first = life.next_ping(start);
  auto second = life.next_ping(start + 1s);
  CHECK_FALSE(life.pong(first, start + 2s));
  CHECK(life.pong(second, start + 3s));
  CHECK_FALSE(life.pong(second, start + 4s));
  CHECK(life.last_round_trip() == 2s);
}
