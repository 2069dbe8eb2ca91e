#include <carrick/membership/view.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;

namespace {

member named(std::string_view name, member_state state = member_state::joined) {
  member out;
  out.id = id(name);
  out.state = state;
  return out;
}

} // namespace

TEST_CASE("a view is sorted by id and holds each member once") {
  membership::view v;
  for (auto name : {"n3", "n1", "n2", "n1"}) v.put(named(name));
  REQUIRE(v.members().size() == 3);
  CHECK(v.members()[0].id == id("n1"));
  CHECK(v.members()[2].id == id("n3"));
}

TEST_CASE("put replaces, erase removes, find finds") {
  membership::view v;
  v.put(named("n1"));
  v.put(named("n1", member_state::failed));
  REQUIRE(v.find(id("n1")));
  CHECK(v.find(id("n1"))->state == member_state::failed);
  CHECK(v.count(member_state::failed) == 1);
  v.erase(id("n2"));
  CHECK(v.members().size() == 1);
  v.erase(id("n1"));
  CHECK(v.find(id("n1")) == nullptr);
}

TEST_CASE("the names of events and states") {
  for (int i = 0; i < 8; ++i) {
    auto type = static_cast<member_event::type>(i);
    member_event::type back{};
    CHECK(parse_member_event_type(name_of(type), back));
    CHECK(back == type);
  }
  member_event::type none{};
  CHECK_FALSE(parse_member_event_type("arrived", none));
  CHECK(name_of(member_state::suspect) == "suspect");
}
