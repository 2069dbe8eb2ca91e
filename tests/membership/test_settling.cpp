#include <carrick/core/random.hpp>
#include <carrick/membership/settling.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace carrick;
using namespace carrick::membership;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

/// Time, a source, and who is in force, as "n1 n2".
struct settling_world {
  time_point now{1h};
  settling machine;
  std::string in_force;
  unsigned changes = 0;

  explicit settling_world(std::initializer_list<std::string_view> begin)
      : machine(members(begin), 500ms), in_force(names_of(members(begin))) {}

  static std::string names_of(const update& list) {
    std::string out;
    for (const auto& m : list) out += (out.empty() ? "" : " ") + m.id.text();
    return out;
  }
  void take() {
    while (auto list = machine.next(now)) {
      CHECK(check(*list).ok());
      in_force = names_of(*list);
      ++changes;
    }
  }
  void offer(const update& list) {
    CHECK(machine.offer(list, now).ok());
    take();
  }
  void offer(std::initializer_list<std::string_view> names) { offer(members(names)); }
  void pass(duration time) {
    for (auto end = now + time; now < end; take()) now = std::min(end, machine.next_deadline());
  }
};

configured_member at(std::string_view name, std::string address) {
  return {id(name), {std::move(address)}, {}};
}

} // namespace

TEST_CASE("an addition takes effect at once, a removal when it has stood") {
  settling_world w{"n1", "n2"};
  w.offer({"n1", "n2", "n3"});
  CHECK(w.in_force == "n1 n2 n3");
  w.offer({"n1", "n3"});
  CHECK(w.in_force == "n1 n2 n3");
  w.pass(499ms);
  CHECK(w.in_force == "n1 n2 n3");
  w.pass(1ms);
  CHECK(w.in_force == "n1 n3");
  CHECK(w.machine.next_deadline() == never);
}

TEST_CASE("new addresses and tags take effect at once, the same list changes nothing") {
  settling_world w{"n1"};
  w.offer({at("n1", "elsewhere:1")});
  CHECK(w.changes == 1);
  w.offer({at("n1", "elsewhere:1")});
  CHECK(w.changes == 1);
  w.offer({{id("n1"), {"elsewhere:1"}, {{"zone", "b"}}}});
  CHECK(w.changes == 2);
}

TEST_CASE("who is back in time was never gone, and its time begins anew") {
  settling_world w{"n1", "n2"};
  w.offer({"n1"});
  w.pass(400ms);
  w.offer({"n1", "n2"});
  w.pass(200ms);
  w.offer({"n1"});
  w.pass(400ms);
  CHECK(w.changes == 0);
  CHECK(w.in_force == "n1 n2");
}

TEST_CASE("a flapping member is announced less and less, and forgiven later") {
  settling_world w{"n1", "n2"};
  auto gone_for = [&] {
    auto begin = w.now;
    w.offer({"n1"});
    while (w.in_force == "n1 n2") w.pass(w.machine.next_deadline() - w.now);
    auto took = w.now - begin;
    w.offer({"n1", "n2"});
    REQUIRE(w.in_force == "n1 n2");
    return took;
  };
  for (auto expected : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 16000ms})
    CHECK(gone_for() == expected);
  w.now += limits::flap_memory;
  CHECK(gone_for() == 500ms);
}

TEST_CASE("a list that is wrong is refused whole, and the old one goes on") {
  settling_world w{"n1", "n2"};
  w.offer({"n1"});
  update twice = members({"n1", "n3", "n3"});
  CHECK(w.machine.offer(twice, w.now) == code::invalid_argument);
  CHECK(w.machine.offer({}, w.now) == code::invalid_argument);
  CHECK(w.machine.offer({at("n3", "a:1"), at("n4", "a:1")}, w.now) == code::invalid_argument);
  w.take();
  CHECK(w.in_force == "n1 n2");
  w.pass(500ms);
  CHECK(w.in_force == "n1");
}

TEST_CASE("an address that passes to another member waits, with the whole list") {
  settling_world w{"n1", "n2"};
  update swapped{at("n1", "n2:1"), at("n2", "n1:1"), at("n3", "n3:1")};
  w.offer(swapped);
  CHECK(w.changes == 0);
  w.pass(300ms);
  w.offer(swapped);
  w.pass(200ms);
  CHECK(w.in_force == "n1 n2 n3");

  w.offer({at("n1", "n2:1"), at("n4", "n1:1"), at("n3", "n3:1")}); // n2 has another name now
  CHECK(w.in_force == "n1 n2 n3");
  w.pass(500ms);
  CHECK(w.in_force == "n1 n3 n4");

  w.offer({at("n1", "n1:1"), at("n4", "n2:1"), at("n3", "n3:1")});
  w.pass(499ms);
  w.offer({at("n1", "n2:1"), at("n4", "n1:1"), at("n3", "n3:1")}); // a slip
  w.pass(10s);
  CHECK(w.in_force == "n1 n3 n4");
}

TEST_CASE("an address that is written in another way has not passed to another member") {
  settling_world w{"n1"};
  w.offer({at("n1", "10.0.0.1:1")});
  w.offer({at("n1", "[::ffff:10.0.0.1]:1"), at("n2", "10.0.0.2:1")});
  CHECK(w.in_force == "n1 n2");
  w.offer({at("n1", "n1:1"), at("n2", "10.0.0.2:1"), at("n3", "10.0.0.1:1")}); // of n1 until now
  CHECK(w.in_force == "n1 n2");
  w.pass(500ms);
  CHECK(w.in_force == "n1 n2 n3");
}

TEST_CASE("while the source is lost nobody is removed") {
  settling_world w{"n1", "n2"};
  w.offer({"n1"});
  w.pass(499ms);
  w.machine.lost();
  CHECK(w.machine.next_deadline() == never);
  w.now += 1h;
  w.take();
  CHECK(w.in_force == "n1 n2");
  w.offer({"n1"});
  CHECK(w.in_force == "n1 n2");
  w.pass(500ms);
  CHECK(w.in_force == "n1");
}

TEST_CASE("what has stood is in force, whatever came before") {
  random_source random{7};
  for (int run = 0; run < 200; ++run) {
    settling_world w{"n0"};
    update last;
    std::set<std::string> ever{"n0"};
    for (int step = 0; step < 40; ++step) {
      last.clear();
      for (int i = 0; i < 6; ++i) {
        if (random.below(3) == 0) continue;
        auto name = "n" + std::to_string(i);
        last.push_back(at(name, "a" + std::to_string(random.below(4) == 0 ? random.below(6) : i)));
        ever.insert(name);
      }
      if (random.below(8) == 0) w.machine.lost();
      if (w.machine.offer(last, w.now).ok()) w.take();
      w.pass(std::chrono::milliseconds(random.below(900)));
    }
    last = members({"n1", "n2"});
    w.offer(last);
    w.pass(20s);
    CHECK(w.in_force == "n1 n2");
  }
}

TEST_CASE("ten thousand members, one of which leaves") {
  update many;
  for (int i = 0; i < 10'000; ++i) many.push_back(configured("n" + std::to_string(i)));
  settling machine{many};
  time_point now{1h};
  many.pop_back();
  REQUIRE(machine.offer(many, now).ok());
  CHECK_FALSE(machine.next(now));
  now = machine.next_deadline();
  auto list = machine.next(now);
  REQUIRE(list);
  CHECK(list->size() == 9'999);
}
