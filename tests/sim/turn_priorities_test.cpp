#include <carrick/sim/cluster.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/turn_priorities.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <vector>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

class numbers final : public loop_driver::choices {
 public:
  explicit numbers(std::vector<std::uint64_t> all) : all_(std::move(all)) {}
  std::size_t count() const noexcept override { return all_.size(); }
  std::uint64_t what(std::size_t n) const noexcept override { return all_[n]; }

 private:
  std::vector<std::uint64_t> all_;
};

std::uint64_t chosen(turn_priorities& by, const numbers& of) { return of.what(by.choose(of)); }

TEST_CASE("what has the highest priority is next wherever it stands, and others when it is away") {
  turn_priorities by{draws{2, "test"}};
  const auto first = chosen(by, numbers{{1, 2, 3}});
  CHECK(chosen(by, numbers{{3, 2, 1}}) == first);
  const auto second = chosen(by,
                             first == 1     ? numbers{{2, 3}}
                               : first == 2 ? numbers{{1, 3}}
                                            : numbers{{1, 2}});
  CHECK(second != first);
  CHECK(chosen(by, numbers{{second, first}}) == first);
}

TEST_CASE("priorities are drawn: each thing is the first one in some seeds") {
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    turn_priorities by{draws{seed, "test"}};
    firsts.insert(chosen(by, numbers{{1, 2, 3, 4}}));
    CHECK(by.goes_before(0, 1) != by.goes_before(1, 0));
  }
  CHECK(firsts.size() == 4);
}

TEST_CASE("priorities change seldom, and what was first goes behind all others") {
  turn_priorities by{draws{3, "test"}};
  std::size_t changes = 0;
  auto last = chosen(by, numbers{{1, 2, 3}});
  for (int i = 0; i < 100'000; ++i) {
    const auto next = chosen(by, numbers{{1, 2, 3}});
    changes += next != last;
    last = next;
  }
  CHECK(changes > 0);
  CHECK(changes < 1'000);
}

TEST_CASE("a run by priorities is the same again, another one than by draws, and comes right") {
  const auto run = [](std::uint64_t seed, turn_order order) {
    scenario what;
    what.seed = seed;
    what.nodes = 3;
    what.length = 20s;
    what.order = order;
    what.trace_lines = 1'000'000;
    return run_nodes(what, test::chatter(), alike(1, "chatter.talker"));
  };
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto one = run(seed, turn_order::priorities);
    INFO("seed " << seed);
    if (one.found) FAIL(one.found->invariant << ": " << one.found->text);
    CHECK(one.trace_hash == run(seed, turn_order::priorities).trace_hash);
    CHECK(one.trace_hash != run(seed, turn_order::drawn).trace_hash);
    REQUIRE(!one.trace.empty());
    CHECK(to_string(one.trace.front()) ==
          "  0.000000 order: " + std::string{sentence_of(turn_order::priorities)});
  }
}

TEST_CASE("a part of all seeds has priorities") {
  std::map<std::string, std::size_t> orders;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    scenario what;
    what.seed = seed;
    what.nodes = 2;
    what.until = 1ms;
    what.trace_lines = 1'000;
    const auto run = run_nodes(what, test::chatter(), alike(1, "chatter.talker"));
    REQUIRE(!run.trace.empty());
    ++orders[run.trace.front().text];
  }
  CHECK(orders.size() == 2);
  CHECK(orders[std::string{sentence_of(turn_order::priorities)}] < 12);
}

} // namespace
} // namespace carrick::sim
