#include <carrick/core/repeats.hpp>

#include "../support/start_time.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace carrick::test {
namespace {

using namespace std::chrono_literals;
using net::test::start;

TEST_CASE("of like events the first is told, then the number of the others, once a minute") {
  repeats seen;
  CHECK(seen.next_deadline() == never);
  CHECK(seen.is_first("a", start));
  CHECK(seen.is_first("b", start + 10s));
  for (int i = 0; i < 1'000; ++i) CHECK_FALSE(seen.is_first("a", start + 20s));
  CHECK(seen.next_deadline() == start + 1min);
  CHECK(seen.due(start + 59s).empty());
  auto due = seen.due(start + 1min);
  REQUIRE(due.size() == 1);
  CHECK(due[0].kind == "a");
  CHECK(due[0].more == 1'000);
  CHECK(seen.due(start + 70s).empty());
  CHECK(seen.is_first("b", start + 70s)); // forgotten: it did not come again
  CHECK_FALSE(seen.is_first("a", start + 70s));
  due = seen.due(start + 2min);
  REQUIRE(due.size() == 1);
  CHECK(due[0].more == 1);
  CHECK(seen.due(start + 4min).empty());
  CHECK(seen.next_deadline() == never);
}

TEST_CASE("what is remembered is bounded, and what finds no place is counted all the same") {
  repeats seen;
  std::size_t told = 0;
  for (std::size_t i = 0; i < 10 * repeats::kinds_max; ++i)
    if (seen.is_first("kind " + std::to_string(i), start)) ++told;
  CHECK(told == repeats::kinds_max);
  auto due = seen.due(start + 1min);
  REQUIRE(due.size() == 1);
  CHECK(due[0].kind == "others");
  CHECK(due[0].more == 9 * repeats::kinds_max);
}

} // namespace
} // namespace carrick::test
