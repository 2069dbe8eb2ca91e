#include <carrick/core/random.hpp>
#include <carrick/serialization/time_text.hpp>

#include <catch2/catch.hpp>

using namespace carrick;

namespace {

using wall_time = std::chrono::system_clock::time_point;

wall_time at(std::int64_t nanoseconds) { return wall_time{std::chrono::nanoseconds{nanoseconds}}; }

} // namespace

TEST_CASE("times in UTC with nanoseconds") {
  CHECK(time_text(at(0)) == "1970-01-01T00:00:00.000000000Z");
  CHECK(time_text(at(-1)) == "1969-12-31T23:59:59.999999999Z");
  CHECK(time_text(at(1'709'208'000'000'000'001)) == "2024-02-29T12:00:00.000000001Z");
  CHECK(time_text(wall_time::min()) == "1677-09-21T00:12:43.145224192Z");
  CHECK(time_text(wall_time::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("a time comes back from its text as it was") {
  random_source random{7};
  for (int i = 0; i < 10'000; ++i) {
    auto time = at(static_cast<std::int64_t>(random.next()) >> (i % 64));
    INFO(time_text(time));
    REQUIRE(parse_time(time_text(time)) == time);
  }
  for (auto time : {wall_time::min(), wall_time::max(), at(0), at(-1), at(-1'000'000'000)})
    CHECK(parse_time(time_text(time)) == time);
}

TEST_CASE("times as others write them") {
  auto noon = at(1'709'208'000'000'000'000);
  for (auto text :
       {"2024-02-29T12:00:00Z", "2024-02-29t12:00:00z", "2024-02-29 12:00:00Z",
        "2024-02-29T12:00:00.0Z", "2024-02-29T12:00:00+00:00", "2024-02-29T13:30:00+01:30",
        "2024-02-28T23:00:00-13:00", "2024-03-01T00:00:00.000+12:00"})
    CHECK(parse_time(text) == noon);
  CHECK(parse_time("2024-02-29T12:00:00.25Z") == noon + std::chrono::milliseconds{250});
}

TEST_CASE("what is no time") {
  for (auto text : {"",
                    "2024",
                    "2024-02-29",
                    "2024-02-29T12:00:00",
                    "2024-02-29T12:00Z",
                    "2023-02-29T12:00:00Z",
                    "2024-00-01T00:00:00Z",
                    "2024-13-01T00:00:00Z",
                    "2024-01-00T00:00:00Z",
                    "2024-01-01T24:00:00Z",
                    "2024-01-01T00:60:00Z",
                    "2016-12-31T23:59:60Z",
                    "2024-01-01T00:00:00.Z",
                    "2024-01-01T00:00:00.0000000001Z",
                    "2024-01-01T00:00:00+1:00",
                    "2024-01-01T00:00:00+24:00",
                    "2024-01-01T00:00:00Z ",
                    " 2024-01-01T00:00:00Z",
                    "24-01-01T00:00:00Z",
                    "2024-1-1T00:00:00Z",
                    "+024-01-01T00:00:00Z",
                    "2024-01-01T00:00:00ZZ",
                    "1677-09-21T00:12:43.145224191Z",
                    "2262-04-11T23:47:16.854775808Z",
                    "9999-12-31T23:59:59Z",
                    "0000-01-01T00:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(parse_time(text));
  }
}
