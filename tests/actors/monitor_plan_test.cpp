#include <carrick/actors/monitor_plan.hpp>
#include <carrick/core/result.hpp>

#include "../support/start_time.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

const monitored_actor watched_store{*node_id::parse("n2"), "store"};

/// A plan, and what it wants as texts.
class planning {
 public:
  planning() { is(member_state::reachable, 7); }

  void is(member_state state, std::uint64_t incarnation) {
    member_event event;
    event.node = event.info.id = watched_store.node;
    event.info.state = state;
    event.info.incarnation = carrick::incarnation{incarnation};
    plan.member(event, now);
  }
  void monitor(std::uint64_t number, bool lasting = false) {
    plan.monitor(number, watched_store, {.lasting = lasting}, now);
  }
  texts wants() {
    texts out;
    while (auto e = plan.next())
      out.push_back(std::visit([](const auto& of) { return text(of); }, *e));
    return out;
  }

  monitor_plan plan;
  time_point now = net::test::start;

 private:
  static std::string text(const watch_wanted& e) {
    return "watch " + e.of.name + " " + std::to_string(e.life.incarnation) + "." +
      std::to_string(e.life.number);
  }
  static std::string text(const watch_unwanted& e) { return "leave " + e.of.name; }
  static std::string text(const monitor_done& e) {
    return std::to_string(e.monitor) + " " + std::string{name_of(e.what.what)} + " " +
      std::string{name_of(e.what.why.code())} + (e.lasts ? ", lasts" : "");
  }
  static std::string text(const monitor_up& e) { return std::to_string(e.monitor) + " up"; }
};

TEST_CASE("an actor is watched once for all of its monitors, and each hears of its end once") {
  planning n;
  n.monitor(1);
  n.monitor(2);
  CHECK(n.wants() == texts{"watch store 7.0"});
  n.plan.watching(watched_store, {7, 3});
  CHECK(n.wants().empty());
  n.plan.ended(watched_store, fail(code::internal, "no disk"), n.now);
  CHECK(n.wants() == texts{"1 ended internal", "2 ended internal"});
  n.plan.ended(watched_store, {}, n.now);
  n.plan.broken(watched_store, fail(code::link_lost, ""), time_point{});
  n.is(member_state::failed, 7);
  CHECK(n.wants().empty());
  CHECK(n.plan.next_deadline() == never);
}

TEST_CASE("an actor that is not there, and a node that cannot tell") {
  planning n;
  n.monitor(1);
  n.wants();
  n.plan.absent(watched_store, fail(code::not_found, ""), n.now);
  CHECK(n.wants() == texts{"1 no_such_actor not_found"});
  n.monitor(2);
  n.wants();
  n.plan.broken(watched_store, fail(code::no_handler, ""), time_point{});
  CHECK(n.wants() == texts{"2 no_such_actor no_handler"});
}

TEST_CASE("who joins the monitors of an actor hears at once what the others know") {
  planning n;
  n.monitor(1, true);
  n.plan.watching(watched_store, {7, 3});
  n.wants();
  n.monitor(2, true);
  CHECK(n.wants() == texts{"2 up"});
  n.monitor(3);
  CHECK(n.wants().empty());
  n.is(member_state::failed, 7);
  n.wants();
  n.monitor(4);
  n.monitor(5, true);
  CHECK(n.wants() == texts{"4 node_failed unreachable", "5 node_failed unreachable, lasts"});
}

TEST_CASE("of an actor whose link is gone nobody is told that it is there until it is seen again") {
  planning n;
  n.monitor(1, true);
  n.plan.watching(watched_store, {7, 3});
  n.plan.broken(watched_store, fail(code::link_lost, ""), n.now);
  n.wants();
  n.monitor(2, true);
  CHECK(n.wants().empty());
  n.plan.tick(n.now = n.plan.next_deadline());
  n.monitor(3, true);
  CHECK(n.wants() == texts{"watch store 7.3"});
  n.plan.watching(watched_store, {7, 3});
  CHECK(n.wants() == texts{"2 up", "3 up"});
}

TEST_CASE("a lasting monitor hears when the actor is there, and when it is not, in turn") {
  planning n;
  n.monitor(1, true);
  n.monitor(2);
  CHECK(n.wants() == texts{"watch store 7.0"});
  n.plan.watching(watched_store, {7, 3});
  CHECK(n.wants() == texts{"1 up"});
  n.plan.watching(watched_store, {7, 3});
  CHECK(n.wants().empty());
  n.plan.ended(watched_store, fail(code::internal, "no disk"), n.now);
  CHECK(n.wants() == texts{"1 ended internal, lasts", "2 ended internal"});
  n.now = n.plan.next_deadline();
  n.plan.tick(n.now);
  CHECK(n.wants() == texts{"watch store 0.0"});
  SECTION("it comes back") {
    n.plan.watching(watched_store, {7, 4});
    CHECK(n.wants() == texts{"1 up"});
    n.is(member_state::failed, 7);
    CHECK(n.wants() == texts{"leave store", "1 node_failed unreachable, lasts"});
    n.plan.tick(n.now += 10s);
    CHECK(n.wants().empty());
    n.is(member_state::reachable, 8);
    CHECK(n.wants() == texts{"watch store 8.0"});
    n.plan.watching(watched_store, {8, 1});
    CHECK(n.wants() == texts{"1 up"});
  }
  SECTION("it does not, for a while, which is not told again") {
    for (int i = 0; i < 3; ++i) {
      n.plan.absent(watched_store, fail(code::not_found, ""), n.now);
      CHECK(n.wants().empty());
      CHECK(n.plan.next_deadline() == n.now + 1s);
      n.plan.tick(n.now += 1s);
      CHECK(n.wants() == texts{"watch store 0.0"});
    }
  }
  SECTION("it is no longer monitored") {
    n.plan.drop(1);
    CHECK(n.wants() == texts{"leave store"});
    CHECK(n.plan.next_deadline() == never);
  }
}

TEST_CASE("a monitor that is dropped hears nothing, and the last one ends the watch") {
  planning n;
  n.monitor(1);
  n.monitor(2);
  n.wants();
  n.plan.drop(1);
  n.plan.drop(1);
  CHECK(n.wants().empty());
  n.plan.drop(2);
  CHECK(n.wants() == texts{"leave store"});
  n.plan.ended(watched_store, {}, n.now);
  CHECK(n.wants().empty());
}

TEST_CASE("a watch that breaks with its link is wanted again for the same life") {
  planning n;
  n.monitor(1);
  n.plan.watching(watched_store, {7, 3});
  n.wants();
  n.plan.broken(watched_store, fail(code::link_lost, ""), time_point{});
  CHECK(n.wants().empty());
  const auto again = n.plan.next_deadline();
  CHECK(again > time_point{});
  CHECK(again < time_point{} + 1s);
  SECTION("the membership has not noticed") {
    n.plan.tick(again - 1ns);
    CHECK(n.wants().empty());
    n.plan.tick(again);
    CHECK(n.wants() == texts{"watch store 7.3"});
    CHECK(n.plan.next_deadline() == never);
  }
  SECTION("it has, and the link comes back to the same process") {
    n.is(member_state::suspect, 7);
    n.plan.tick(again);
    CHECK(n.wants().empty());
    n.is(member_state::reachable, 7);
    CHECK(n.wants() == texts{"watch store 7.3"});
  }
  SECTION("it comes back to another process") {
    n.is(member_state::suspect, 7);
    n.is(member_state::reachable, 8);
    CHECK(n.wants() == texts{"1 ended ended"});
  }
  SECTION("it does not come back") {
    n.is(member_state::suspect, 7);
    n.is(member_state::failed, 7);
    CHECK(n.wants() == texts{"1 node_failed unreachable"});
    n.is(member_state::reachable, 7);
    CHECK(n.wants().empty());
  }
  SECTION("it leaves, or is removed") {
    auto [state, verdict] = GENERATE(table<member_state, std::string>(
      {{member_state::left, "1 ended draining"}, {member_state::removed, "1 removed removed"}}));
    n.is(state, 7);
    CHECK(n.wants() == texts{verdict});
  }
}

TEST_CASE("a node without a link is waited for until it fails") {
  planning n;
  n.is(member_state::suspect, 7);
  n.monitor(1);
  CHECK(n.wants().empty());
  SECTION("it comes back") {
    n.is(member_state::reachable, 7);
    CHECK(n.wants() == texts{"watch store 7.0"});
  }
  SECTION("as another process: what was monitored has ended") {
    n.is(member_state::reachable, 8);
    CHECK(n.wants() == texts{"1 ended ended"});
  }
  SECTION("it fails") {
    n.is(member_state::failed, 7);
    CHECK(n.wants() == texts{"1 node_failed unreachable"});
  }
}

TEST_CASE("a node that was never linked has no process yet: its first is meant") {
  planning n;
  n.is(member_state::removed, 7);
  n.is(member_state::joined, 0);
  n.monitor(1);
  CHECK(n.wants().empty());
  n.is(member_state::reachable, 9);
  CHECK(n.wants() == texts{"watch store 9.0"});
}

TEST_CASE("of a node that is gone already the end is told at once") {
  planning n;
  auto [state, verdict] =
    GENERATE(table<member_state, std::string>({{member_state::failed, "1 node_failed unreachable"},
                                               {member_state::left, "1 ended draining"},
                                               {member_state::removed, "1 removed removed"}}));
  n.is(state, 7);
  n.monitor(1);
  CHECK(n.wants() == texts{verdict});
}

TEST_CASE("an asked watch is given up when the node is") {
  planning n;
  n.monitor(1);
  n.wants();
  n.is(member_state::failed, 7);
  CHECK(n.wants() == texts{"leave store", "1 node_failed unreachable"});
}

} // namespace
} // namespace carrick::test
