#include <carrick/core/result.hpp>
#include <carrick/membership/diff.hpp>
#include <carrick/membership/machine.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

/// Node n1 of a cluster of three; link incarnations are 10 and up.
struct cluster_of_three {
  membership::machine machine{{id("n1"), {1}, "1.0"}, 4s};
  time_point now{};

  cluster_of_three() {
    REQUIRE(machine.configure(members({"n1", "n2", "n3"}), now).ok());
    take(machine);
  }
  transcript up(std::string_view node, std::uint64_t incarnation) {
    REQUIRE(machine.link_up({id(node), {incarnation}, "1.0"}).ok());
    return events();
  }
  transcript down(std::string_view node, std::uint64_t incarnation, code why) {
    machine.link_down(id(node), {incarnation}, status{why}, now);
    return events();
  }
  transcript after(duration d) {
    now += d;
    machine.tick(now);
    return events();
  }
  transcript configured(const membership::update& list) {
    REQUIRE(machine.configure(list, now).ok());
    return events();
  }
  transcript events() { return lines(take(machine)); }
  member_state state(std::string_view node) { return machine.current().find(id(node))->state; }
};

} // namespace

TEST_CASE("the first list makes everybody join; this node is reachable at once") {
  membership::machine m{{id("n1"), {1}, "1.0"}};
  REQUIRE(m.configure(members({"n2", "n1"}), {}).ok());
  CHECK(lines(take(m)) == transcript{"joined n1 (reachable, n1:1)", "joined n2 (joined, n2:1)"});
  CHECK(m.current().find(id("n1"))->app_version == "1.0");
  CHECK(m.current().find(id("n1"))->incarnation == incarnation{1});
}

TEST_CASE("a link makes a member reachable; the same news twice is one event") {
  cluster_of_three c;
  CHECK(c.up("n2", 10) == transcript{"reachable n2 (reachable, n2:1)"});
  CHECK(c.up("n2", 10).empty());
  CHECK(c.machine.current().find(id("n2"))->incarnation == incarnation{10});
}

TEST_CASE("a broken link is suspicion, then failure, then it may come back") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  CHECK(c.down("n2", 10, code::link_lost) == transcript{"suspect n2 (suspect, n2:1)"});
  CHECK(c.machine.next_deadline() == c.now + 4s);
  CHECK(c.after(4s - 1ns).empty());
  CHECK(c.after(1ns) == transcript{"failed n2 (failed, n2:1)"});
  CHECK(c.machine.next_deadline() == never);
  CHECK(c.after(1h).empty());
  CHECK(c.up("n2", 10) == transcript{"reachable n2 (reachable, n2:1)"});
}

TEST_CASE("a link that comes back in time is no failure") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  c.down("n2", 10, code::link_lost);
  c.after(3s);
  CHECK(c.up("n2", 10) == transcript{"reachable n2 (reachable, n2:1)"});
  CHECK(c.after(1h).empty());
}

TEST_CASE("a member that never had a link fails in the end") {
  cluster_of_three c;
  c.up("n2", 10);
  CHECK(c.after(4s) == transcript{"failed n3 (failed, n3:1)"});
}

TEST_CASE("another incarnation is a restart, from whatever state") {
  cluster_of_three c;
  c.up("n2", 10);
  SECTION("while the old link seems up") {}
  SECTION("suspect") { c.down("n2", 10, code::link_lost); }
  SECTION("failed") {
    c.down("n2", 10, code::link_lost);
    c.after(5s);
  }
  SECTION("left") { c.down("n2", 10, code::draining); }
  CHECK(c.up("n2", 11) == transcript{"restarted n2 (reachable, n2:1)"});
}

TEST_CASE("the end of the old incarnation's link says nothing of the new one") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n2", 11);
  CHECK(c.down("n2", 10, code::link_lost).empty());
  CHECK(c.state("n2") == member_state::reachable);
}

TEST_CASE("a goodbye is a leave, not a failure") {
  auto why = GENERATE(code::ok, code::draining);
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  CHECK(c.down("n2", 10, why) == transcript{"left n2 (left, n2:1)"});
  CHECK(c.after(1h).empty());
  CHECK(c.down("n2", 10, code::link_lost).empty());
}

TEST_CASE("a goodbye ends a suspicion too") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  c.machine.silence(id("n2"), c.now);
  CHECK(c.events() == transcript{"suspect n2 (suspect, n2:1)"});
  CHECK(c.down("n2", 10, code::ok) == transcript{"left n2 (left, n2:1)"});
  CHECK(c.after(1h).empty());
}

TEST_CASE("silence is suspicion; bytes end it") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  c.machine.silence(id("n2"), c.now);
  c.machine.silence(id("n2"), c.now);
  CHECK(c.events() == transcript{"suspect n2 (suspect, n2:1)"});
  c.machine.heard(id("n2"));
  c.machine.heard(id("n2"));
  CHECK(c.events() == transcript{"reachable n2 (reachable, n2:1)"});
  CHECK(c.after(1h).empty());
}

TEST_CASE("silence counts from its start, also when the link then breaks") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  c.machine.silence(id("n2"), c.now);
  c.events();
  c.after(3s);
  CHECK(c.down("n2", 10, code::link_lost).empty());
  CHECK(c.after(1s) == transcript{"failed n2 (failed, n2:1)"});
}

TEST_CASE("without a link nothing is heard and nothing goes silent") {
  cluster_of_three c;
  c.machine.heard(id("n2"));
  c.machine.silence(id("n2"), c.now);
  c.machine.heard(id("stranger"));
  c.machine.link_down(id("stranger"), {1}, status{code::link_lost}, c.now);
  CHECK(c.events().empty());
}

TEST_CASE("while one link replaces another of the same process, the member stays reachable") {
  cluster_of_three c;
  c.up("n2", 10);
  CHECK(c.up("n2", 10).empty());
  CHECK(c.down("n2", 10, code::link_lost).empty());
  c.after(5s);
  CHECK(c.state("n2") == member_state::reachable);
  CHECK(c.down("n2", 10, code::link_lost) == transcript{"suspect n2 (suspect, n2:1)"});
}

TEST_CASE("links of strangers and of this node's own id are refused") {
  cluster_of_three c;
  CHECK(c.machine.link_up({id("n4"), {40}, ""}) == code::not_found);
  CHECK(c.machine.link_up({id("n1"), {2}, ""}) == code::duplicate_node);
  CHECK(c.events().empty());
  CHECK(c.configured(members({"n1", "n2", "n3", "n4"})) == transcript{"joined n4 (joined, n4:1)"});
  CHECK(c.up("n4", 40) == transcript{"reachable n4 (reachable, n4:1)"});
}

TEST_CASE("who is removed is gone with all that was under way, and starts anew") {
  cluster_of_three c;
  c.up("n2", 10);
  c.up("n3", 30);
  c.down("n2", 10, code::link_lost);
  CHECK(c.configured(members({"n1", "n3"})) == transcript{"left n2 (removed, n2:1)"});
  CHECK(c.machine.next_deadline() == never);
  CHECK(c.down("n2", 10, code::link_lost).empty());
  CHECK(c.configured(members({"n1", "n2", "n3"})) == transcript{"joined n2 (joined, n2:1)"});
  CHECK(c.up("n2", 11) == transcript{"reachable n2 (reachable, n2:1)"});
}

TEST_CASE("a list that is wrong changes nothing") {
  cluster_of_three c;
  auto before = c.machine.current();
  auto list = members({"n1", "n5"});
  list.push_back(list.back());
  CHECK(c.machine.configure(list, c.now) == code::invalid_argument);
  CHECK(c.machine.configure({}, c.now) == code::invalid_argument);
  CHECK(c.machine.current() == before);
  CHECK(c.events().empty());
}

TEST_CASE("the same list again, in another order, is no event") {
  cluster_of_three c;
  c.up("n2", 10);
  CHECK(c.configured(members({"n3", "n2", "n1"})).empty());
  CHECK(c.state("n2") == member_state::reachable);
}

TEST_CASE("a moved address is a change and leaves the link alone") {
  cluster_of_three c;
  c.up("n2", 10);
  auto list = members({"n1", "n2", "n3"});
  list[1].addresses = {"n2:2"};
  CHECK(c.configured(list) == transcript{"changed n2 (reachable, n2:2)"});
}

TEST_CASE("a snapshot and the events after it add up, whenever it is taken") {
  cluster_of_three c;
  membership::machine& m = c.machine;
  REQUIRE(m.link_up({id("n2"), {10}, "1.0"}).ok()); // waits, not given out yet
  REQUIRE(m.configure(members({"n1", "n2", "n4"}), c.now).ok());
  CHECK(to_string(*m.next()) == "reachable n2 (reachable, n2:1)");

  CHECK(lines(m.snapshot()) ==
        transcript{"snapshot n1 (reachable, n1:1)", "snapshot n2 (reachable, n2:1)",
                   "snapshot n3 (joined, n3:1)"});
  CHECK(c.events() == transcript{"left n3 (removed, n3:1)", "joined n4 (joined, n4:1)"});
  CHECK(m.snapshot() == membership::snapshot(m.current()));
}

TEST_CASE("any inputs: the events replayed give the view, and the same inputs the same events") {
  auto run = [](unsigned seed) {
    std::mt19937 random{seed};
    auto draw = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
    membership::machine m{{id("n0"), {1}, ""}, 4s};
    time_point now{};
    std::vector<member_event> all;
    for (int step = 0; step < 300; ++step) {
      now += std::chrono::milliseconds(draw(1500));
      auto node = id("n" + std::to_string(draw(6)));
      incarnation inc{10 + draw(3)};
      switch (draw(6)) {
        case 0: {
          membership::update list{configured("n0")};
          for (unsigned i = 1; i < 6; ++i)
            if (draw(2)) list.push_back(configured("n" + std::to_string(i)));
          REQUIRE(m.configure(list, now).ok());
          break;
        }
        case 1:
          (void)m.link_up({node, inc, ""});
          break;
        case 2:
          m.link_down(node, inc, status{draw(2) ? code::ok : code::link_lost}, now);
          break;
        case 3:
          m.silence(node, now);
          break;
        case 4:
          m.heard(node);
          break;
        default:
          m.tick(now);
      }
      for (auto& event : take(m)) all.push_back(event);
    }
    membership::view replayed;
    for (const auto& event : all) {
      REQUIRE(event.version == replayed.version() + 1);
      replayed.set_version(event.version);
      if (event.info.state == member_state::removed)
        replayed.erase(event.node);
      else
        replayed.put(event.info);
    }
    REQUIRE(replayed == m.current());
    return all;
  };
  for (unsigned seed = 1; seed <= 50; ++seed) {
    INFO("seed " << seed);
    REQUIRE(run(seed) == run(seed));
  }
}
