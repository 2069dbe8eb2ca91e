#include <carrick/membership/registration.hpp>
#include <carrick/tests/support/membership_world.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::membership;
using namespace carrick::test;

TEST_CASE("a registration is read back") {
  configured_member member{
    id("n1"), {"10.0.0.4:7101", "[::1]:7101"}, {{"zone", "a \"quoted\" \n one"}}};
  auto back = parse_registration("n1", registration_text(member, 81985529216486895u));
  REQUIRE(back.has_value());
  CHECK(*back == member);
}

TEST_CASE("what is unknown in a registration is of a later version") {
  auto member = parse_registration("n1", R"({"addr":"a:1","weight":3,"incarnation":"1"})");
  REQUIRE(member.has_value());
  CHECK(*member == configured_member{id("n1"), {"a:1"}, {}});
}

TEST_CASE("a registration that is wrong is named") {
  auto wrong = [](std::string_view name, std::string_view text) {
    auto read = parse_registration(name, text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error() == code::malformed);
    return read.error().message();
  };
  CHECK(wrong("n 1", "{}").starts_with("n 1: "));
  CHECK(wrong("n1", "[]") == "n1: no JSON object");
  CHECK(wrong("n1", "{").starts_with("n1: no JSON: "));
  CHECK(wrong("n1", R"({"addresses":"a:1"})") ==
        "n1: \"addresses\" is no array of at most 16 texts");
  CHECK(wrong("n1", R"({"addresses":[1]})") == "n1: an address that is no text");
  CHECK(wrong("n1", R"({"tags":{"a":1}})") == "n1: a tag that is no text");
  CHECK(wrong("n1", R"({"tags":[]})") == "n1: \"tags\" is no object of at most 64 texts");
}
