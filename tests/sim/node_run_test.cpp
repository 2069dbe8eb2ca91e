#include <carrick/core/quantity.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>

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

/// For a look at many: CARRICK_SEEDS=FIRST-LAST, CARRICK_TRACE=LINES.
TEST_CASE("many seeds of whole nodes", "[.explore]") {
  const char* given = std::getenv("CARRICK_SEEDS");
  const char* lines = std::getenv("CARRICK_TRACE");
  if (given == nullptr) return;
  const std::string range = given;
  const auto dash = range.find('-');
  for (auto seed = std::stoull(range); seed <= std::stoull(range.substr(dash + 1)); ++seed) {
    sim::scenario what;
    what.seed = seed;
    if (lines != nullptr) what.trace_lines = std::stoul(lines);
    const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
    for (const auto& line : run.trace) std::printf("%s\n", to_string(line).c_str());
    std::printf("seed %llu hash %016llx nodes %zu events %llu requests %llu posts %llu %s\n", seed,
                static_cast<unsigned long long>(run.trace_hash), run.nodes,
                static_cast<unsigned long long>(run.events),
                static_cast<unsigned long long>(run.requests),
                static_cast<unsigned long long>(run.posts),
                run.found ? (run.found->invariant + ": " + run.found->text + " at " +
                             std::to_string(std::chrono::duration<double>(run.found->at).count()))
                              .c_str()
                          : "");
  }
}

TEST_CASE("a run of nodes that is looked at for ever ends as if nobody looked") {
  sim::scenario what;
  what.length = std::chrono::seconds{2};
  const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  for (auto until : {*parse_duration("2562047h"), duration::max() - duration{1}}) {
    what.until = until;
    CHECK(sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker")).trace_hash ==
          run.trace_hash);
  }
}

} // namespace
