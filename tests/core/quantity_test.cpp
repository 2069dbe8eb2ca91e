#include <carrick/core/quantity.hpp>

#include <carrick/core/random.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>

namespace carrick {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t ms_ns = 1'000'000, hour_ns = 3'600'000'000'000, day_ns = 24 * hour_ns;

template <class T>
std::string wrong(const result<T, problem>& read) {
  return read ? "fine" : to_string(read.error());
}

TEST_CASE("durations have a unit") {
  CHECK(*parse_duration("250ms") == 250ms);
  CHECK(*parse_duration("5s") == 5s);
  CHECK(*parse_duration("2m") == 2min);
  CHECK(*parse_duration("2min") == 2min);
  CHECK(*parse_duration("1h") == 1h);
  CHECK(*parse_duration("1d") == 24h);
  CHECK(*parse_duration("7us") == 7us);
  CHECK(*parse_duration("7ns") == 7ns);
  CHECK(*parse_duration("1.5s") == 1500ms);
  CHECK(*parse_duration("0.25h") == 15min);
  CHECK(*parse_duration("0.000000000005h") == 18ns);
  CHECK(*parse_duration("1.500000000000000000000s") == 1500ms);
  CHECK(*parse_duration("0s") == 0s);
  CHECK(*parse_duration("-0.5s") == -500ms);
}

TEST_CASE("what is no duration says why and what to write") {
  auto wrong_duration = [](std::string_view text) { return wrong(parse_duration(text)); };
  CHECK(wrong_duration("5 sec") == R"(unknown unit "sec"; allowed units: ns, us, ms, s, m, h, d)");
  CHECK(wrong_duration("5 s") == R"(a space between number and unit; write "5s")");
  CHECK(wrong_duration("5") == "no unit behind 5; allowed units: ns, us, ms, s, m, h, d");
  for (auto text : {"", "s", "nan", "1.s", ".5s", "-", "--5s", "+5s"})
    CHECK(wrong_duration(text) ==
          "\"" + std::string{text} +
            R"(" is not a duration; write a number and its unit, such as "5s")");
  for (auto text : {"5S", "1e3s", "0x10s", "5s "}) CHECK(wrong_duration(text) != "fine");
  CHECK(wrong_duration("99999999999999999999s") == R"("99999999999999999999s" is too large)");
  CHECK(wrong_duration("9999999999999h") == R"("9999999999999h" is too large)");
  CHECK(wrong_duration("0.5ns") == R"("0.5ns" is finer than a nanosecond)");
  CHECK(wrong_duration("0.0000000001s") == R"("0.0000000001s" is finer than a nanosecond)");
  CHECK(wrong_duration("1.0000000000000000000001s") != "fine");
}

TEST_CASE("a duration of a unit is a whole number of it, however long") {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  CHECK(*parse_duration("1.5s", ms_ns) == 1500);
  CHECK(*parse_duration("24h", day_ns) == 1);
  CHECK(*parse_duration("9223372036854775807ms", ms_ns) == most);
  CHECK(*parse_duration("-9223372036854775808h", hour_ns) == least);
  CHECK(wrong(parse_duration("1500us", ms_ns)) == R"("1500us" is no whole number of ms)");
  CHECK(wrong(parse_duration("9223372036854775807s", ms_ns)) ==
        R"("9223372036854775807s" is too large)");
  for (auto count : {least, least + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, most})
    for (auto unit : {std::int64_t{1}, ms_ns, hour_ns, day_ns}) {
      CAPTURE(count, unit);
      CHECK(*parse_duration(format_duration(count, unit), unit) == count);
    }
}

TEST_CASE("durations are shown in the unit that fits them") {
  CHECK(format_duration(250ms) == "250ms");
  CHECK(format_duration(90s) == "90s");
  CHECK(format_duration(120s) == "2m");
  CHECK(format_duration(48h) == "2d");
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(1001us) == "1.001ms");
  CHECK(format_duration(1h + 1ns) == "3600.000000001s");
  CHECK(format_duration(0s) == "0s");
  CHECK(format_duration(-1500ms) == "-1.5s");
}

TEST_CASE("what is formatted is parsed back to the same") {
  random_source random{11};
  for (int i = 0; i < 10'000; ++i) {
    const auto bits = static_cast<std::int64_t>(random.next()) >> random.below(64);
    for (duration d : {duration{bits}, duration{bits / 1'000'000 * 1'000'000}}) {
      CAPTURE(d.count());
      REQUIRE(*parse_duration(format_duration(d)) == d);
    }
    const auto shown = show_duration(duration{bits & INT64_MAX});
    CAPTURE(shown);
    REQUIRE(show_duration(*parse_duration(shown)) == shown);
    const auto bytes = static_cast<std::size_t>(bits & INT64_MAX);
    REQUIRE(*parse_size(format_size(bytes)) == bytes);
  }
}

TEST_CASE("what was measured has three digits and a unit") {
  CHECK(show_duration(0ns) == "0s");
  CHECK(show_duration(870ns) == "870ns");
  CHECK(show_duration(87'654ns) == "87.7us");
  CHECK(show_duration(1'244us) == "1.24ms");
  CHECK(show_duration(999'999ns) == "1ms");
  CHECK(show_duration(3'204ms) == "3.2s");
  CHECK(show_duration(125'400ms) == "125s");
  CHECK(show_duration(2h + 5min + 10s) == "125m");
  CHECK(show_duration(50h + 10min) == "50h");
  CHECK(show_duration(duration::max()) != "");
}

TEST_CASE("sizes have a unit and are whole") {
  auto wrong_size = [](std::string_view text) { return wrong(parse_size(text)); };
  CHECK(*parse_size("64KiB") == 65'536);
  CHECK(*parse_size("16MiB") == 16 * 1'048'576);
  CHECK(*parse_size("2GiB") == std::size_t{2} << 30);
  CHECK(*parse_size("100B") == 100);
  CHECK(wrong_size("64KB") == R"(unknown unit "KB"; allowed units: B, KiB, MiB, GiB)");
  CHECK(wrong_size("1.5MiB") == R"(unknown unit ".5MiB"; allowed units: B, KiB, MiB, GiB)");
  CHECK(wrong_size("-1KiB") == R"("-1KiB" is negative)");
  CHECK(wrong_size("64") == "no unit behind 64; allowed units: B, KiB, MiB, GiB");
  CHECK(format_size(65'536) == "64KiB");
  CHECK(format_size(65'537) == "65537B");
  CHECK(format_size(0) == "0B");
}

} // namespace
} // namespace carrick
