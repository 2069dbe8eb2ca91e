#include <carrick/core/quantity.hpp>
#include <carrick/sim/machines/run_machines.hpp>

#include <catch2/catch.hpp>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

outcome run_seed(std::uint64_t seed, duration length = 120s) {
  scenario s;
  s.seed = seed;
  s.length = length;
  return run_machines(s);
}

void check(const outcome& o) {
  CAPTURE(o.seed, o.nodes);
  std::string found;
  if (o.found) found = o.found->invariant + ": " + o.found->text;
  CHECK(found == "");
}

TEST_CASE("one seed is one run, event by event") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto first = run_seed(seed, 20s);
    auto second = run_seed(seed, 20s);
    CAPTURE(seed);
    CHECK(first.trace_hash == second.trace_hash);
    CHECK(first.events == second.events);
  }
  CHECK(run_seed(1, 20s).trace_hash != run_seed(2, 20s).trace_hash);
}

// Few, for the sanitizers; explore_machines takes many.
TEST_CASE("clusters of machines keep the invariants under drawn faults") {
  constexpr std::uint64_t seeds = 20;
  std::uint64_t deliveries = 0, faults = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    auto o = run_seed(seed);
    check(o);
    deliveries += o.deliveries;
    faults += o.faults;
  }
  CHECK(deliveries / seeds >= 20'000);
  CHECK(faults / seeds >= 50);
}

TEST_CASE("an acknowledgement due while nothing can be written kept a loop busy (seed 3)") {
  check(run_seed(3));
}
TEST_CASE("a large message overtook small ones of its pair (seed 2)") { check(run_seed(2)); }
TEST_CASE("the end of a handshake was forgotten when the window was full (seeds 365, 957)") {
  check(run_seed(365));
  check(run_seed(957));
}
TEST_CASE("a late decision about an older connection replaced the newer one (seed 219)") {
  check(run_seed(219));
}

TEST_CASE("a run can be ended early, and be told without faults") {
  scenario s;
  s.seed = 5;
  s.nodes = 3;
  s.until = 2s;
  s.plan = fault_plan{};
  s.trace_lines = 50;
  auto o = run_machines(s);
  CHECK(o.nodes == 3);
  CHECK(o.elapsed == 2s);
  CHECK(o.faults == 0);
  CHECK_FALSE(o.trace.empty());
}

TEST_CASE("a run that is looked at for ever ends as if nobody looked") {
  scenario what;
  what.length = 2s;
  const auto run = run_machines(what);
  for (auto until : {*parse_duration("2562047h"), duration::max() - 1ns}) {
    what.until = until;
    CHECK(run_machines(what).trace_hash == run.trace_hash);
  }
}

TEST_CASE("faults of a plan may last for ever") {
  scenario what;
  what.nodes = 3;
  what.length = 2s;
  what.plan.emplace();
  for (auto kind : {fault_kind::one_way, fault_kind::swizzle}) {
    auto& fault = what.plan->faults.emplace_back();
    fault.kind = kind;
    fault.at = 1s;
    fault.length = *parse_duration("2562047h");
    fault.nodes = {0, 1};
  }
  what.plan->faults.emplace_back(what.plan->faults.front()).at = *parse_duration("2562047h");
  const auto run = run_machines(what);
  if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
  CHECK(run.faults == 2);
}

} // namespace
} // namespace carrick::sim
