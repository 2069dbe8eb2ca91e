#include <carrick/membership/update.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;

TEST_CASE("a list that cannot be right is refused, naming the members") {
  auto list = members({"n1", "n2"});
  CHECK(membership::check(list).ok());

  SECTION("empty") { CHECK(membership::check({}) == code::invalid_argument); }
  SECTION("a repeated id") {
    list.push_back({id("n1"), {"elsewhere:1"}, {}});
    CHECK(membership::check(list).message() == "node id n1 occurs twice");
  }
  SECTION("one address for two") {
    list.push_back({id("n3"), {"n3:1", "n2:1"}, {}});
    CHECK(membership::check(list).message() == "n2 and n3 have one address, n2:1");
  }
  SECTION("one address for two, written in two ways") {
    list.push_back({id("n3"), {"10.0.0.1:7101"}, {}});
    list.push_back({id("n4"), {"[::ffff:10.0.0.1]:7101"}, {}});
    CHECK(membership::check(list).message() ==
          "n3 and n4 have one address, [::ffff:10.0.0.1]:7101");
  }
  SECTION("without an id") {
    list.push_back({});
    CHECK(membership::check(list).message() == "a member without an id");
  }
  SECTION("an address that is no text") {
    list.push_back({id("n3"), {"n3\n:1"}, {}});
    CHECK(membership::check(list).message() ==
          "the address n3\\x0a:1 of n3 is not printable UTF-8");
  }
  SECTION("a tag that is no text") {
    list.push_back({id("n3"), {"n3:1"}, {{"zone", "\xff"}}});
    CHECK(membership::check(list).message() == "the tag zone of n3 is not printable UTF-8");
  }
  SECTION("an empty address") {
    list.push_back({id("n3"), {""}, {}});
    CHECK(membership::check(list).message() == "n3 has an empty address");
  }
  SECTION("no address, and one address named twice by one member, are fine") {
    list.push_back({id("n3"), {}, {}});
    list.push_back({id("n4"), {"n4:1", "n4:1"}, {}});
    CHECK(membership::check(list).ok());
  }
}
