#include "../../bench/carrick/exponent.hpp"

#include <catch2/catch.hpp>

using namespace carrick::bench;

TEST_CASE("the exponent of a curve is that of the power that it follows") {
  std::vector<point> linear, square, flat;
  for (double x : {1.0, 4.0, 16.0, 64.0}) {
    linear.push_back({x, 3 * x});
    square.push_back({x, 0.5 * x * x});
    flat.push_back({x, 7});
  }
  CHECK(exponent_of(linear) == Approx(1));
  CHECK(exponent_of(square) == Approx(2));
  CHECK(exponent_of(flat) == Approx(0).margin(1e-9));
}

TEST_CASE("points at nothing do not count, and one point has no exponent") {
  CHECK(exponent_of({{0, 5}, {2, 6}, {8, 24}}) == Approx(1));
  CHECK(exponent_of({{3, 4}}) == 0);
  CHECK(exponent_of({}) == 0);
}

TEST_CASE("the largest step is the steepest between neighbours") {
  CHECK(largest_step_of({{1, 1}, {10, 1}, {100, 100}, {1000, 1000}}) == Approx(2));
}
