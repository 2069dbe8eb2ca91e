#include <carrick/serialization/duration_text.hpp>

#include <catch2/catch.hpp>

using carrick::parse_duration;

TEST_CASE("durations with units") {
  CHECK(parse_duration("200ms", "ms") == 200);
  CHECK(parse_duration("0s", "ms") == 0);
  CHECK(parse_duration("1.5s", "ms") == 1500);
  CHECK(parse_duration("-1.5s", "ms") == -1500);
  CHECK(parse_duration("-0.5s", "ms") == -500);
  CHECK(parse_duration("2min", "s") == 120);
  CHECK(parse_duration("24h", "d") == 1);
  CHECK(parse_duration("1us", "ns") == 1000);
  CHECK(parse_duration("9223372036854775807ms", "ms") == INT64_MAX);
  CHECK(parse_duration("-9223372036854775808h", "h") == INT64_MIN);
}

TEST_CASE("what is no duration of a unit") {
  for (auto text : {"", "5", "s", "-", "5 s", "5sec", "1.s", ".5s", "1.5", "1e3s", "0x10s",
                    "1500us", "0.0001s", "9223372036854775807s", "5s ", "1.5ns"})
    CHECK_FALSE(parse_duration(text, "ms"));
}
