#include <carrick/core/result.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace carrick {
namespace {

result<std::string> named(bool known) {
  if (!known) return fail(code::not_found, "no actor named stor");
  return "store";
}

TEST_CASE("a result holds a value or the reason for none") {
  auto found = named(true);
  REQUIRE(found);
  CHECK(*found == "store");
  CHECK(found->size() == 5);
  CHECK(found.error().ok());

  auto missing = named(false);
  CHECK_FALSE(missing.has_value());
  CHECK(missing.has_error());
  CHECK(missing.error() == code::not_found);
  CHECK(missing.error().message() == "no actor named stor");
}

TEST_CASE("the value of a failed result throws what was wrong") {
  auto missing = named(false);
  CHECK_THROWS_WITH(missing.value(), "unchecked result: not_found: no actor named stor");
  CHECK_THROWS_AS(named(false).value(), std::logic_error);
}

TEST_CASE("an absent optional is a value") {
  result<std::optional<int>> none = std::nullopt;
  REQUIRE(none.has_value());
  CHECK_FALSE(none->has_value());
  result<std::optional<int>> seven = 7;
  REQUIRE(seven.has_value());
  CHECK(**seven == 7);
}

TEST_CASE("a result of what only moves") {
  result<std::unique_ptr<int>> made = std::make_unique<int>(3);
  auto moved = std::move(made).value();
  CHECK(*moved == 3);
  CHECK(*named(true).value().begin() == 's');
}

TEST_CASE("a result of an error type of one's own") {
  struct problem {
    int line = 0;
  };
  result<int, problem> bad = problem{7};
  CHECK_FALSE(bad);
  CHECK(bad.error().line == 7);
}

} // namespace
} // namespace carrick
