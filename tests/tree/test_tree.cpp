#include "rules.hpp"

#include <catch2/catch.hpp>

using namespace carrick::tree;

namespace {

const source_tree& this_tree() {
  static const source_tree tree = read_tree(CARRICK_SOURCE_ROOT);
  return tree;
}

// Where time and chance enter; everything else is given a clock or a seed.
const std::vector<allowed_call> allowed{
  {"actors/loop.cpp", "steady_clock::now", "the one clock read of a loop, replaced in simulation"},
  {"core/wall_clock.cpp", "system_clock::now", "the wall clock of a node, replaced in simulation"},
  {"tools/stopwatch.cpp", "steady_clock::now", "measures what a person waits for"},
  {"bench/support/clock.hpp", "steady_clock::now", "the clock of all measurements"},
  {"bench/support/processes.hpp", "clock_gettime", "the processor time of another process"},
  {"bench/support/window.hpp", "sleep_for", "what is measured runs meanwhile"},
  {"tests/support/test_loop.hpp", "steady_clock::now", "a loop over real sockets"},
  {"tests/transport/test_tcp.cpp", "steady_clock::now",
   "a dial's own limit, and bounded waits on the kernel's sockets"},
  {"tests/transport/real_drive.cpp", "steady_clock::now",
   "real sockets: bounds how long a step waits"},
  {"tests/members/member_drive.cpp", "steady_clock::now",
   "nodes on real loops: bounds how long a condition is awaited"},
  {"tests/members/member_drive.cpp", "sleep_for", "between two looks at it"},
  {"tests/members/mesh_test.cpp", "steady_clock::now", "prints how long a mesh takes"},
};

// What builds cost is mostly how often these are read. ./dev build --times shows it.
const std::vector<heavy_library> heavy{
  {"CAF",
   {"caf/actor_system", "caf/event_based_actor", "caf/scheduled_actor", "caf/scheduler/",
    "caf/scoped_actor", "caf/send", "caf/stateful_actor", "caf/typed_event_based_actor"},
   181}, // since the test kit stands on nodes, and plays actors
  {"Asio", {"boost/asio", "boost/beast"}, 25},
  {"CLI11", {"CLI/"}, 2},
  {"spdlog", {"spdlog/"}, 2},
  {"toml++", {"toml++/"}, 1},
  {"Boost.JSON", {"boost/json"}, 10},
};

void none(const findings& found) {
  for (const std::string& one : found) UNSCOPED_INFO(one);
  CHECK(found.empty());
}

} // namespace

TEST_CASE("the tree is read") { REQUIRE(this_tree().size() > 100); }

TEST_CASE("includes follow the arrows") { none(include_arrows(this_tree())); }

TEST_CASE("each library stays in its folders") { none(libraries_in_their_folders(this_tree())); }

TEST_CASE("public headers are light") { none(light_public_headers(this_tree())); }

TEST_CASE("what compiles with heavy headers is counted") {
  none(sources_that_pay(this_tree(), heavy));
}

TEST_CASE("banned headers are not included") { none(banned_includes(this_tree())); }

TEST_CASE("nothing sleeps, draws wild numbers or reads a clock") {
  none(banned_calls(this_tree(), allowed));
}

TEST_CASE("every header is used") { none(dead_headers(this_tree())); }

TEST_CASE("every header begins with #pragma once") { none(pragma_once(this_tree())); }

TEST_CASE("no file names a path of one machine") { none(paths_of_one_machine(this_tree())); }

TEST_CASE("each component of the log has lines and a level") {
  none(log_components_agree(this_tree()));
}

TEST_CASE("types of the namespaces that users open have different names") {
  none(types_of_users_differ(this_tree()));
}

TEST_CASE("the version is one") { none(versions_agree(this_tree())); }

TEST_CASE("the code of docs/testing.md is compiled and run") {
  none(documented_code_is_compiled(this_tree()));
}

TEST_CASE("CAF's own distribution is never linked") { none(no_caf_distribution(this_tree())); }
