#include <carrick/sim/draws.hpp>
#include <carrick/sim/world.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <limits>
#include <set>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

TEST_CASE("draws of one name and seed are the same, of others not", "[sim][draws]") {
  const auto first_of = [](std::uint64_t seed, std::string_view name) {
    draws from{seed, name};
    return std::array{from.next(), from.next(), from.next()};
  };
  CHECK(first_of(1, "net n1>n2") == first_of(1, "net n1>n2"));
  CHECK(first_of(1, "net n1>n2") != first_of(2, "net n1>n2"));
  CHECK(first_of(1, "net n1>n2") != first_of(1, "net n2>n1"));
  CHECK(first_of(1, "") != first_of(1, "a"));
}

TEST_CASE("draws for one purpose shift no other's", "[sim][draws]") {
  const world w{5};
  draws alone = w.source("alone");
  draws beside = w.source("alone");
  draws other = w.source("other");
  for (int i = 0; i < 100; ++i) {
    (void)other.next();
    CHECK(alone.next() == beside.next());
  }
}

TEST_CASE("draws between two values reach both and nothing else", "[sim][draws]") {
  draws from{3, "between"};
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(from.between(std::uint64_t{7}, 12));
  CHECK(seen == std::set<std::uint64_t>{7, 8, 9, 10, 11, 12});
  CHECK(from.between(std::uint64_t{9}, 9) == 9);
  CHECK(from.between(5ms, 5ms) == 5ms);
  std::set<std::uint64_t> all;
  for (int i = 0; i < 100; ++i)
    all.insert(from.between(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()) >> 62);
  CHECK(all.size() == 4);
  for (int i = 0; i < 1000; ++i) {
    const duration d = from.between(1ms, 2ms);
    CHECK((d >= 1ms && d <= 2ms));
  }
}

TEST_CASE("a chance is as large as it says", "[sim][draws]") {
  draws from{4, "chance"};
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) hits += from.chance(0.2) ? 1 : 0;
  CHECK((hits > 1800 && hits < 2200));
  for (int i = 0; i < 1000; ++i) {
    CHECK_FALSE(from.chance(0));
    CHECK(from.chance(1));
  }
}

TEST_CASE("exponential draws have their mean and their limit", "[sim][draws]") {
  draws from{5, "exponential"};
  constexpr int count = 20'000;
  duration sum{};
  int below_mean = 0;
  for (int i = 0; i < count; ++i) {
    const duration d = from.exponential(10ms);
    CHECK((d >= 0ms && d <= 200ms));
    sum += d;
    below_mean += d < 10ms ? 1 : 0;
  }
  CHECK((sum / count > 9700us && sum / count < 10'300us));
  CHECK((below_mean > 0.62 * count && below_mean < 0.645 * count)); // 1 - 1/e
  CHECK(from.exponential(0ms) == 0ms);
}

TEST_CASE("draws of a magnitude are as often small as large", "[sim][draws]") {
  draws from{6, "magnitude"};
  std::array<int, 6> decades{};
  for (int i = 0; i < 6000; ++i) {
    const std::uint64_t drawn = from.magnitude(std::uint64_t{1}, 999'999);
    REQUIRE((drawn >= 1 && drawn <= 999'999));
    ++decades[std::to_string(drawn).size() - 1];
  }
  for (std::size_t i = 1; i < decades.size(); ++i) CHECK((decades[i] > 850 && decades[i] < 1250));
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(from.magnitude(std::uint64_t{0}, 3));
  CHECK(seen == std::set<std::uint64_t>{0, 1, 2, 3});
  CHECK(from.magnitude(1h, 1h) == 1h);
}

TEST_CASE("a seed draws the same for ever", "[sim][draws]") {
  draws from{1, "pinned"};
  CHECK(from.next() == 13232167683879694748ull);
  CHECK(from.exponential(1s) == 1631886615ns);
  CHECK(from.magnitude(std::uint64_t{1}, 1'000'000) == 223'172);
}

} // namespace
} // namespace carrick::sim
