#include <carrick/sim/coverage.hpp>

#include <catch2/catch.hpp>

#include <set>

namespace carrick::sim {
namespace {

TEST_CASE("every combination has a number of its own, and there are no others") {
  std::set<std::size_t> numbers;
  for (std::size_t one = 0; one < coverage::kinds; ++one) {
    const auto kind = static_cast<fault_kind>(one);
    for (std::size_t i = 0; i < under_way_kinds; ++i)
      CHECK(numbers.insert(coverage::number_of(kind, static_cast<under_way>(i))).second);
    for (std::size_t i = 1; i <= coverage::moments; ++i)
      CHECK(numbers.insert(coverage::number_of(kind, static_cast<moment>(i))).second);
    for (std::size_t other = one; other < coverage::kinds; ++other) {
      const auto number = coverage::number_of(kind, static_cast<fault_kind>(other));
      CHECK(numbers.insert(number).second);
      CHECK(number == coverage::number_of(static_cast<fault_kind>(other), kind));
    }
  }
  CHECK(numbers.size() == coverage::size);
  CHECK(*numbers.rbegin() == coverage::size - 1);
}

TEST_CASE("what was reached is a word that is read back") {
  coverage reached;
  for (std::size_t number = 0; number < coverage::size; number += 7) reached.reach(number);
  coverage read;
  REQUIRE(read.parse(reached.text()));
  for (std::size_t number = 0; number < coverage::size; ++number)
    CHECK(read.has(number) == (number % 7 == 0));
  CHECK_FALSE(read.parse(""));
  CHECK_FALSE(read.parse(reached.text() + "0"));
  auto wrong = reached.text();
  wrong.front() = 'x';
  CHECK_FALSE(read.parse(wrong));
  CHECK(read.count() == reached.count());
}

} // namespace
} // namespace carrick::sim
