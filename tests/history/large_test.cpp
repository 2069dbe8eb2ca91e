#include <carrick/core/random.hpp>
#include <carrick/sim/history/history.hpp>
#include <carrick/sim/history/models.hpp>

#include "served.hpp"

#include <catch2/catch.hpp>

namespace carrick::test {

using namespace sim;

TEST_CASE("what a sequential object answered is right, however late and whatever is unknown") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    const served_options options{.seed = seed,
                                 .calls = 300,
                                 .clients = 2 + seed % 10,
                                 .keys = 1 + seed % 3,
                                 .unknown = 0.02 * static_cast<double>(seed % 6)};
    const auto of_map = served_map(options).judge();
    INFO(to_string(of_map));
    CHECK(of_map.right());
    const auto of_counter = served_counter(options).judge();
    INFO(to_string(of_counter));
    CHECK(of_counter.right());
    const auto of_lock = served_lock(options).judge();
    INFO(to_string(of_lock));
    CHECK(of_lock.right());
  }
}

// Which of two overlapping calls put its value in first shows only when they are taken out: a long
// queue, or one where calls have no answer, has many orders.
TEST_CASE("what a queue answered is right") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    const auto judged = served_queue({.seed = seed, .calls = 300, .clients = 2 + seed % 4}).judge();
    INFO(judged.states << " states");
    CHECK(judged.right());
    const auto short_one =
      served_queue({.seed = seed, .calls = 40, .clients = 3, .unknown = 0.05}).judge();
    INFO(short_one.states << " states");
    CHECK(short_one.right());
  }
}

TEST_CASE("an object that now and then answers from an old state is found wrong") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const served_options options{
      .seed = seed, .calls = 300, .clients = 5, .unknown = 0.02, .stale = 0.03};
    const auto judged = served_map(options).judge();
    if (!judged.wrong) continue;
    ++found;
    CHECK(judged.wrong->lines.size() < 12);
  }
  CHECK(found >= 15); // the others happen to be right all the same
}

TEST_CASE("thousands of calls take a few states each, also where many have no answer") {
  for (std::size_t calls : {2'000, 10'000})
    for (std::size_t clients : {5, 20})
      for (double unknown : {0.0, 0.01, 0.1})
        for (std::size_t keys : {1, 10}) {
          const served_options options{
            .seed = 7, .calls = calls, .clients = clients, .keys = keys, .unknown = unknown};
          const auto judged = served_map(options).judge();
          INFO(calls << " calls, " << clients << " clients, " << keys << " keys, " << unknown
                     << " unknown: " << judged.states << " states");
          CHECK(judged.right());
          if (unknown == 0.0) CHECK(judged.states <= 4 * calls);
          CHECK(judged.states <= 10 * calls);
        }
}

TEST_CASE("a search that would look at too many states is undecided, not right") {
  const auto seen =
    served_counter({.seed = 3, .calls = 400, .clients = 20, .unknown = 0.1, .stale = 0.1});
  const auto judged = seen.judge({.states_max = 10});
  CHECK(judged.verdict == history_verdict::undecided);
  CHECK_FALSE(judged.right());
  CHECK_THAT(to_string(judged), Catch::StartsWith("undecided: 400 calls"));
}

} // namespace carrick::test
