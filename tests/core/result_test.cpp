#include <carrick/core/result.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>

using carrick::code;
using carrick::fail;
using carrick::result;

TEST_CASE("a result has a value, also one that is nothing") {
  auto nothing = []() -> result<std::optional<int>> { return std::nullopt; };
  REQUIRE(nothing().has_value());
  CHECK_FALSE(nothing()->has_value());
  auto something = []() -> result<std::optional<int>> { return 7; };
  REQUIRE(something().has_value());
  CHECK(*something() == 7);
}

TEST_CASE("a failed result says why and has no value") {
  result<std::string> failed = fail(code::not_found, "no such thing");
  CHECK_FALSE(failed);
  CHECK(failed.error() == code::not_found);
  CHECK_THROWS_AS(failed.value(), std::logic_error);
}

TEST_CASE("a result moves what does not copy") {
  result<std::unique_ptr<int>> made = std::make_unique<int>(3);
  auto taken = std::move(made).value();
  CHECK(*taken == 3);
}
