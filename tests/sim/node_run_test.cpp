#include <carrick/sim/cluster.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::test;

namespace {

sim::outcome run_of(std::uint64_t seed) {
  sim::scenario what;
  what.seed = seed;
  return sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
}

TEST_CASE("whole nodes come right after every fault") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto run = run_of(seed);
    INFO("seed " << seed << ", " << run.nodes << " nodes, " << run.events << " events");
    if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
    CHECK(run.faults >= 50);
    CHECK(run.requests > 1000);
    CHECK(run.elapsed >= std::chrono::seconds(120));
    if (seed == 1) CHECK(run.trace_hash == run_of(seed).trace_hash);
  }
}

} // namespace
