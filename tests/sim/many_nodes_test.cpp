#include <carrick/sim/cluster.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>

#include <unistd.h>

using namespace carrick;
using namespace carrick::test;
using namespace std::chrono_literals;

namespace {

/// Of this process.
double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Whole nodes in a ring, each with 20 peers, that talk. What it cost is printed.
void talk(std::size_t nodes, std::chrono::seconds length) {
  const auto memory = resident_bytes();
  const auto begin = std::clock();
  sim::cluster sim{chatter(), nodes, "chatter.talker", {.seed = 1, .peers = 20}};
  REQUIRE(sim.run_until_linked(60s));
  const auto linked = std::clock();
  const auto linked_at = sim.now();
  sim.advance(length);
  const auto seconds = [](std::clock_t from, std::clock_t to) {
    return static_cast<double>(to - from) / CLOCKS_PER_SEC;
  };
  const auto cost = seconds(linked, std::clock());
  std::uint64_t answers = 0, failures = 0;
  for (std::size_t i = 0; i < nodes; i += nodes / 10) {
    const auto seen = sim.ask(sim::subject::name(i), count{});
    REQUIRE(seen.has_value());
    answers += seen->answers;
    failures += seen->failures;
  }
  CHECK(answers > 500);
  CHECK(failures == 0);
  std::printf(
    "%zu nodes: %.0f KiB a node, linked after %.3f virtual s in %.1f s, then %.1f virtual "
    "seconds a second, %.0f events a second\n",
    nodes, (resident_bytes() - memory) / 1024 / static_cast<double>(nodes),
    std::chrono::duration<double>(linked_at - sim::world::beginning).count(),
    seconds(begin, linked), static_cast<double>(length.count()) / cost,
    static_cast<double>(sim.in().events()) / cost);
}

TEST_CASE("200 whole nodes in one process", "[large]") { talk(200, 60s); }

TEST_CASE("1000 whole nodes in one process", "[large]") { talk(1000, 4s); }

TEST_CASE("1000 whole nodes for a minute", "[.]") { talk(1000, 60s); }

} // namespace
