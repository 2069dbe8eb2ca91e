#include <carrick/tools/sim/seed_range.hpp>

#include <catch2/catch.hpp>

using namespace carrick::tools;

TEST_CASE("seeds are a range or a number") {
  auto range = parse_seeds("5..17");
  REQUIRE(range.has_value());
  CHECK(range->first == 5);
  CHECK(range->last == 17);
  CHECK(range->count() == 13);
  CHECK(parse_seeds("1000")->last == 1000);
  for (const auto* wrong : {"", "0", "x", "3..", "..3", "7..5", "1-5", "1..5x", "99999999999"})
    CHECK(parse_seeds(wrong).has_error());
  CHECK(parse_seeds("7..5").error().hints.size() == 1);
}

TEST_CASE("the parts of a range are the range") {
  seed_range all{11, 110};
  std::uint64_t next = all.first;
  for (int i = 1; i <= 7; ++i) {
    auto part = shard_of(all, std::to_string(i) + "/7");
    REQUIRE(part.has_value());
    CHECK(part->first == next);
    next = part->last + 1;
  }
  CHECK(next == all.last + 1);
  for (const auto* wrong : {"0/7", "8/7", "7", "1/", "/7", "1/101"})
    CHECK(shard_of(all, wrong).has_error());
}
