#include <carrick/membership/diff.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;

namespace {

member node(std::string_view name, std::uint64_t inc = 0,
            member_state state = member_state::joined) {
  member out;
  out.id = id(name);
  out.addresses = {std::string{name} + ":1"};
  out.incarnation.value = inc;
  out.state = state;
  return out;
}

membership::view view_of(std::initializer_list<member> members) {
  membership::view out;
  for (const auto& m : members) out.put(m);
  return out;
}

} // namespace

TEST_CASE("what is gone comes first, then the others, each by id") {
  auto before = view_of({node("n9"), node("n5"), node("n1")});
  auto after = view_of({node("n7"), node("n1"), node("n2")});
  CHECK(lines(diff(before, after)) ==
        transcript{"left n5 (removed, n5:1)", "left n9 (removed, n9:1)", "joined n2 (joined, n2:1)",
                   "joined n7 (joined, n7:1)"});
}

TEST_CASE("equal views have no difference") {
  auto v = view_of({node("n1", 4, member_state::reachable), node("n2")});
  CHECK(diff(v, v).empty());
}

TEST_CASE("every state has its event") {
  using state = member_state;
  auto event = [](state from, state to) {
    auto before = node("n1", 4, from), after = node("n1", 4, to);
    auto events = membership::diff(&before, &after);
    REQUIRE(events.size() == 1);
    return std::string{name_of(events[0].what)};
  };
  CHECK(event(state::joined, state::reachable) == "reachable");
  CHECK(event(state::reachable, state::suspect) == "suspect");
  CHECK(event(state::suspect, state::failed) == "failed");
  CHECK(event(state::failed, state::reachable) == "reachable");
  CHECK(event(state::reachable, state::left) == "left");
}

TEST_CASE("another incarnation is a restart, the first one is not") {
  auto before = view_of({node("n1", 0), node("n2", 7, member_state::reachable)});
  auto after =
    view_of({node("n1", 5, member_state::reachable), node("n2", 8, member_state::reachable)});
  CHECK(lines(diff(before, after)) ==
        transcript{"reachable n1 (reachable, n1:1)", "restarted n2 (reachable, n2:1)"});
}

TEST_CASE("a member whose incarnation is forgotten was removed and came back") {
  auto before = node("n1", 7, member_state::reachable), after = node("n1");
  CHECK(lines(membership::diff(&before, &after)) ==
        transcript{"left n1 (removed, n1:1)", "joined n1 (joined, n1:1)"});
}

TEST_CASE("changed comes before what happened to the link, each with the member as it then is") {
  auto before = node("n1", 7, member_state::suspect),
       after = node("n1", 7, member_state::reachable);
  after.addresses = {"n1:2"};
  CHECK(lines(membership::diff(&before, &after)) ==
        transcript{"changed n1 (suspect, n1:2)", "reachable n1 (reachable, n1:2)"});
}

TEST_CASE("tags are a change; the application's version is one only within an incarnation") {
  auto before = node("n1", 7, member_state::reachable), after = before;
  after.tags["zone"] = "b";
  CHECK(membership::diff(&before, &after).size() == 1);
  after = before;
  after.app_version = "2";
  CHECK(lines(membership::diff(&before, &after)) == transcript{"changed n1 (reachable, n1:1)"});
  after.incarnation.value = 8;
  CHECK(lines(membership::diff(&before, &after)) == transcript{"restarted n1 (reachable, n1:1)"});
}

TEST_CASE("versions count on, one an event") {
  auto before = view_of({});
  before.set_version(41);
  auto events = diff(before, view_of({node("n1"), node("n2")}));
  REQUIRE(events.size() == 2);
  CHECK(events[0].version == 42);
  CHECK(events[1].version == 43);
}

TEST_CASE("ten thousand members are compared in one pass") {
  membership::view before, after;
  for (int i = 0; i < 10'000; ++i) before.put(node("n" + std::to_string(i), 1));
  after = before;
  after.erase(id("n500"));
  after.put(node("x1"));
  CHECK(lines(diff(before, after)) ==
        transcript{"left n500 (removed, n500:1)", "joined x1 (joined, x1:1)"});
}
