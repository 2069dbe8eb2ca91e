#include <carrick/sim/shrink.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

fault fault_at(duration when, fault_kind kind, std::vector<std::size_t> nodes) {
  return {.kind = kind, .at = when, .nodes = std::move(nodes)};
}

/// Fails when a crash of n2 comes before a reset between n1 and n2.
outcome run_plan(const scenario& what) {
  outcome out;
  out.seed = what.seed;
  out.nodes = what.nodes;
  out.plan = *what.plan;
  bool crashed = false;
  for (const auto& f : what.plan->faults) {
    if (f.kind == fault_kind::crash && f.nodes == std::vector<std::size_t>{1}) crashed = true;
    if (crashed && f.kind == fault_kind::reset)
      out.found = violation{"I2", "no verdict", f.at + 1s};
  }
  return out;
}

scenario failing() {
  scenario what;
  what.nodes = 7;
  what.plan.emplace();
  for (int i = 0; i < 40; ++i)
    what.plan->faults.push_back(fault_at(1s * i, fault_kind::clog, {std::size_t(i % 7), 0}));
  what.plan->faults[11] = fault_at(11s, fault_kind::crash, {1});
  what.plan->faults[29] = fault_at(29s, fault_kind::reset, {0, 1});
  return what;
}

TEST_CASE("only what is needed for the violation is left") {
  auto first = run_plan(failing());
  REQUIRE(first.found);
  std::size_t heard = 0;
  auto small = shrink(failing(), first, run_plan, 200, [&](std::size_t n) { heard = n; });
  CHECK(small.smallest.nodes == 2);
  REQUIRE(small.smallest.plan->faults.size() == 2);
  CHECK(small.smallest.plan->faults[0].kind == fault_kind::crash);
  CHECK(small.smallest.plan->faults[1].kind == fault_kind::reset);
  CHECK(small.found.found->invariant == "I2");
  CHECK(small.runs == heard);
  CHECK(small.runs < 60);
}

TEST_CASE("what a fault waits for is left as it is") {
  auto what = failing();
  what.plan->faults[29].aimed = {.on = moment::link, .count = 2};
  const auto small = shrink(what, run_plan(what), run_plan, 200);
  REQUIRE(small.smallest.plan->faults.size() == 2);
  CHECK(small.smallest.plan->faults[1].aimed.on == moment::link);
  CHECK(small.smallest.plan->faults[1].aimed.count == 2);
}

TEST_CASE("another violation is not taken for the same") {
  auto first = run_plan(failing());
  auto other = [](const scenario& what) {
    auto out = run_plan(what);
    if (what.plan->faults.size() < 20) out.found = violation{"I6", "two links", 1s};
    return out;
  };
  auto small = shrink(failing(), first, other, 200);
  CHECK(small.found.found->invariant == "I2");
  CHECK(small.smallest.plan->faults.size() >= 20);
}

TEST_CASE("shrinking ends at its limit") {
  CHECK(shrink(failing(), run_plan(failing()), run_plan, 5).runs == 5);
}

} // namespace
} // namespace carrick::sim
