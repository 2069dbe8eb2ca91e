#include <carrick/config/quantity.hpp>

#include <catch2/catch.hpp>

namespace carrick::config {
namespace {

using namespace std::chrono_literals;

std::string wrong_duration(std::string_view text) {
  auto read = parse_duration(text);
  auto* why = std::get_if<problem>(&read);
  return why ? why->message + (why->hint.empty() ? "" : "; " + why->hint) : "fine";
}
std::string wrong_size(std::string_view text) {
  auto read = parse_size(text);
  auto* why = std::get_if<problem>(&read);
  return why ? why->message + (why->hint.empty() ? "" : "; " + why->hint) : "fine";
}

TEST_CASE("durations have a unit") {
  CHECK(std::get<duration>(parse_duration("250ms")) == 250ms);
  CHECK(std::get<duration>(parse_duration("5s")) == 5s);
  CHECK(std::get<duration>(parse_duration("2m")) == 2min);
  CHECK(std::get<duration>(parse_duration("2min")) == 2min);
  CHECK(std::get<duration>(parse_duration("1h")) == 1h);
  CHECK(std::get<duration>(parse_duration("7us")) == 7us);
  CHECK(std::get<duration>(parse_duration("7ns")) == 7ns);
  CHECK(std::get<duration>(parse_duration("1.5s")) == 1500ms);
  CHECK(std::get<duration>(parse_duration("0.25h")) == 15min);
  CHECK(std::get<duration>(parse_duration("0s")) == 0s);
}

TEST_CASE("what is no duration says why and what to write") {
  CHECK(wrong_duration("5 sec") == R"(unknown unit "sec"; allowed units: ns, us, ms, s, m, h)");
  CHECK(wrong_duration("5 s") == R"(a space between number and unit; write "5s")");
  CHECK(wrong_duration("5") == "no unit behind 5; allowed units: ns, us, ms, s, m, h");
  CHECK(wrong_duration("-5s") == R"("-5s" is negative)");
  CHECK(wrong_duration("") == R"("" is not a duration; write a number and its unit, such as "5s")");
  CHECK(wrong_duration("s") ==
        R"("s" is not a duration; write a number and its unit, such as "5s")");
  CHECK(wrong_duration("nan") ==
        R"("nan" is not a duration; write a number and its unit, such as "5s")");
  CHECK(wrong_duration("1.s") ==
        R"("1.s" is not a duration; write a number and its unit, such as "5s")");
  CHECK(wrong_duration("5S") == R"(unknown unit "S"; allowed units: ns, us, ms, s, m, h)");
  CHECK(wrong_duration("99999999999999999999s") == R"("99999999999999999999s" is too large)");
  CHECK(wrong_duration("9999999999999h") == R"("9999999999999h" is too large)");
  CHECK(wrong_duration("0.5ns") == R"("0.5ns" is too large or too fine)");
  CHECK(wrong_duration("0.0000000001s") == R"("0.0000000001s" is too large or too fine)");
}

TEST_CASE("sizes have a unit and are whole") {
  CHECK(std::get<std::size_t>(parse_size("64KiB")) == 65'536);
  CHECK(std::get<std::size_t>(parse_size("16MiB")) == 16 * 1'048'576);
  CHECK(std::get<std::size_t>(parse_size("2GiB")) == std::size_t{2} << 30);
  CHECK(std::get<std::size_t>(parse_size("100B")) == 100);
  CHECK(wrong_size("64KB") == R"(unknown unit "KB"; allowed units: B, KiB, MiB, GiB)");
  CHECK(wrong_size("1.5MiB") == R"(unknown unit ".5MiB"; allowed units: B, KiB, MiB, GiB)");
  CHECK(wrong_size("-1KiB") == R"("-1KiB" is negative)");
  CHECK(wrong_size("64") == "no unit behind 64; allowed units: B, KiB, MiB, GiB");
}

TEST_CASE("what is formatted is read back, in the largest unit that is exact") {
  CHECK(format_duration(250ms) == "250ms");
  CHECK(format_duration(90s) == "90s");
  CHECK(format_duration(120s) == "2m");
  CHECK(format_duration(0s) == "0s");
  CHECK(format_size(65'536) == "64KiB");
  CHECK(format_size(65'537) == "65537B");
  CHECK(format_size(0) == "0B");
  for (duration d : {duration{1ns}, duration{1001us}, duration{24h}, duration{1h + 1ns}})
    CHECK(std::get<duration>(parse_duration(format_duration(d))) == d);
}

} // namespace
} // namespace carrick::config
