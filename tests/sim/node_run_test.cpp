#include <carrick/core/quantity.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/report/report.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>

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
    CHECK(run.deliveries > 20'000);
    CHECK(run.elapsed >= std::chrono::seconds(120));
    if (seed == 1) CHECK(run.trace_hash == run_of(seed).trace_hash);
  }
}

TEST_CASE("a run of whole nodes has a timeline for its report, which changes nothing") {
  sim::scenario what;
  what.seed = 2;
  what.nodes = 3;
  what.length = std::chrono::seconds(30);
  const auto run_it = [&] {
    return sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  };
  const auto without = run_it();
  CHECK(!without.shown);
  what.wants_timeline = true;
  const auto run = run_it();
  CHECK(run.trace_hash == without.trace_hash);
  REQUIRE(run.shown);
  CHECK(run.shown->nodes == 3);
  CHECK(run.shown->lives.size() >= 3);
  CHECK(run.shown->links.size() >= 3);
  CHECK(run.shown->requests.size() > 100);
  for (const auto& link : run.shown->links) CHECK(link.during.from < link.during.to);
  for (std::size_t node = 0; node < 3; ++node) {
    std::optional<sim::timeline::life> last;
    for (const auto& life : run.shown->lives)
      if (life.node == node) last = life;
    REQUIRE(last);
    CHECK(!last->crashed); // at the end of the run all leave in good order
  }
  CHECK(sim::html_report(run, "again").find("class=\"link\"") != std::string::npos);
}

TEST_CASE("a run of whole nodes that is watched is the run that is not") {
  sim::scenario what;
  what.length = std::chrono::seconds(20);
  for (what.seed = 1; what.seed <= 5; ++what.seed) {
    INFO("seed " << what.seed);
    what.watched = true;
    const auto watched = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
    if (watched.found) FAIL(watched.found->invariant << ": " << watched.found->text);
    what.watched = false;
    const auto alone = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
    CHECK(watched.trace_hash == alone.trace_hash);
    CHECK(watched.events == alone.events);
  }
}

std::string line_of(const sim::outcome& run, std::string_view kind, std::string_view begin) {
  for (const auto& line : run.trace)
    if (line.kind == kind && line.text.starts_with(begin)) return to_string(line);
  return {};
}

TEST_CASE("a fault waits for something that whole nodes do") {
  const auto run_with = [](sim::aim aimed) {
    sim::scenario what;
    what.nodes = 3;
    what.length = std::chrono::seconds{20};
    what.trace_lines = 1'000'000;
    what.plan.emplace().faults.push_back({.kind = sim::fault_kind::crash,
                                          .at = std::chrono::seconds{2},
                                          .aimed = aimed,
                                          .length = std::chrono::seconds{1},
                                          .nodes = {1}});
    const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
    if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
    return run;
  };
  using sim::moment;
  for (auto on : {moment::request, moment::answer, moment::post, moment::acknowledgement,
                  moment::stream, moment::item, moment::cancel}) {
    INFO(name_of(on));
    const auto run = run_with({.on = on, .count = 2});
    CHECK(run.faults == 1);
    CHECK(!line_of(run, "fault", "crash n2 for 1s, at " + std::string{name_of(on)}).empty());
    CHECK(run.reached.has(sim::coverage::number_of(sim::fault_kind::crash, on)));
  }
  // Without another fault all are linked by then, and stay so.
  for (auto on : {moment::handshake, moment::link, moment::link_end, moment::start})
    CHECK(run_with({.on = on}).faults == 0);
}

TEST_CASE("a fault strikes in the handshake that it waits for") {
  sim::scenario what;
  what.nodes = 3;
  what.length = std::chrono::seconds{20};
  what.plan.emplace().path.delay = std::chrono::milliseconds{50};
  what.plan->faults.push_back(
    {.kind = sim::fault_kind::reset,
     .aimed = {.on = sim::moment::handshake, .after = std::chrono::milliseconds{1}},
     .nodes = {0, 1}});
  const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
  CHECK(run.faults == 1);
  CHECK(
    run.reached.has(sim::coverage::number_of(sim::fault_kind::reset, sim::under_way::handshake)));
}

TEST_CASE("what is under way at whole nodes when a fault strikes is seen") {
  using namespace std::chrono_literals;
  using sim::fault_kind;
  using sim::under_way;
  sim::scenario what;
  what.nodes = 3;
  what.length = 25s;
  what.plan.emplace().faults = {
    {.kind = fault_kind::crash, .at = 5s, .length = 5s, .nodes = {1}},
    {.kind = fault_kind::stall, .at = 7s, .length = 1ms, .nodes = {1}},
    {.kind = fault_kind::clock_jump, .at = 7s, .nodes = {0}, .by = 1s},
    {.kind = fault_kind::forget, .at = 17s, .length = 1s, .nodes = {2, 2}},
    {.kind = fault_kind::stop, .at = 19s, .length = 5s, .nodes = {2}},
    {.kind = fault_kind::half_close, .at = 19001ms, .nodes = {2, 2}},
  };
  const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
  const auto in = [&](fault_kind fault, under_way state) {
    return run.reached.has(sim::coverage::number_of(fault, state));
  };
  CHECK(in(fault_kind::stall, under_way::down));
  CHECK_FALSE(in(fault_kind::stall, under_way::unlinked));
  CHECK(in(fault_kind::clock_jump, under_way::unlinked));
  CHECK_FALSE(in(fault_kind::clock_jump, under_way::down));
  // All are there and linked.
  for (auto not_so : {under_way::down, under_way::held, under_way::leaving, under_way::unlinked,
                      under_way::handshake, under_way::stranger})
    CHECK_FALSE(in(fault_kind::forget, not_so));
  CHECK(in(fault_kind::forget, under_way::streams)); // monitors of the load
  CHECK(in(fault_kind::half_close, under_way::leaving));
}

TEST_CASE("a run by priorities is the same again, another one than by draws, and comes right") {
  const auto run = [](std::uint64_t seed, sim::turn_order order) {
    sim::scenario what;
    what.seed = seed;
    what.nodes = 3;
    what.length = std::chrono::seconds{20};
    what.order = order;
    what.trace_lines = 1'000'000;
    return sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  };
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto one = run(seed, sim::turn_order::priorities);
    INFO("seed " << seed);
    if (one.found) FAIL(one.found->invariant << ": " << one.found->text);
    CHECK(one.trace_hash == run(seed, sim::turn_order::priorities).trace_hash);
    CHECK(one.trace_hash != run(seed, sim::turn_order::drawn).trace_hash);
    REQUIRE(!one.trace.empty());
    CHECK(to_string(one.trace.front()) ==
          "  0.000000 order: " + std::string{sim::sentence_of(sim::turn_order::priorities)});
  }
}

TEST_CASE("a part of all seeds has priorities") {
  std::map<std::string, std::size_t> orders;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    sim::scenario what;
    what.seed = seed;
    what.nodes = 2;
    what.until = std::chrono::milliseconds{1};
    what.trace_lines = 1'000;
    const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
    REQUIRE(!run.trace.empty());
    ++orders[run.trace.front().text];
  }
  CHECK(orders.size() == 2);
  CHECK(orders[std::string{sim::sentence_of(sim::turn_order::priorities)}] < 12);
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

TEST_CASE("a run of whole nodes can be ended early, and be told without faults") {
  sim::scenario what;
  what.seed = 5;
  what.nodes = 3;
  what.until = std::chrono::seconds{2};
  what.plan.emplace();
  what.trace_lines = 50;
  const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  CHECK(run.nodes == 3);
  CHECK(run.elapsed == std::chrono::seconds{2});
  CHECK(run.faults == 0);
  CHECK_FALSE(run.trace.empty());
}

TEST_CASE("faults of a plan may last for ever") {
  sim::scenario what;
  what.nodes = 3;
  what.length = std::chrono::seconds{2};
  what.plan.emplace();
  for (auto kind : {sim::fault_kind::one_way, sim::fault_kind::swizzle}) {
    auto& fault = what.plan->faults.emplace_back();
    fault.kind = kind;
    fault.at = std::chrono::seconds{1};
    fault.length = *parse_duration("2562047h");
    fault.nodes = {0, 1};
  }
  what.plan->faults.emplace_back(what.plan->faults.front()).at = *parse_duration("2562047h");
  const auto run = sim::run_nodes(what, chatter(), sim::alike(1, "chatter.talker"));
  if (run.found) FAIL(run.found->invariant << ": " << run.found->text);
  CHECK(run.faults == 2);
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
