#include <carrick/sim/plan_text.hpp>

#include <carrick/config/finding.hpp>

#include <catch2/catch.hpp>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

fault_plan parsed(std::string_view text, std::size_t nodes = 9) {
  auto got = parse_plan(text, "plan.toml", nodes);
  if (auto* findings = std::get_if<std::vector<config::finding>>(&got))
    FAIL(to_string(findings->front()));
  return std::get<fault_plan>(got);
}

std::string refused(std::string_view text) {
  auto got = parse_plan(text, "plan.toml", 3);
  REQUIRE(std::holds_alternative<std::vector<config::finding>>(got));
  return to_string(std::get<std::vector<config::finding>>(got).front());
}

TEST_CASE("a drawn plan is printed and read back to the same plan") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    auto plan = draw_plan({seed, "faults"}, {9, 120s, {}});
    REQUIRE(!plan.faults.empty());
    CHECK(parsed(print(plan)) == plan);
  }
}

TEST_CASE("a plan as people write it") {
  auto plan = parsed(R"(
[path]
delay = "2ms"

[[fault]]
kind = "clock_jump"
at = "20s"
nodes = ["n3"]
by = "-1h"

[[fault]]
kind = "partition"
at = "10s"
length = "5s"
nodes = ["n1", "n2"]
)");
  CHECK(plan.path.delay == 2ms);
  REQUIRE(plan.faults.size() == 2);
  CHECK(plan.faults[0].kind == fault_kind::partition); // by time
  CHECK(plan.faults[0].nodes == std::vector<std::size_t>{0, 1});
  CHECK(plan.faults[1].by == -1h);
}

TEST_CASE("what is wrong with a plan is named with its place") {
  CHECK(refused("[[fault]]\nkind = \"crsh\"\n") ==
        "plan.toml:2:8: unknown kind \"crsh\"; did you mean \"crash\"?");
  CHECK(refused("[[fault]]\nkind = \"crash\"\nlenght = \"1s\"\n") ==
        "plan.toml:3:1: unknown key \"lenght\"; did you mean \"length\"?");
  CHECK(refused("[[fault]]\nat = \"1s\"\n").find("a fault without a kind") != std::string::npos);
  CHECK(refused("[[fault]]\nkind = \"crash\"\nnodes = [\"n4\"]\n") ==
        "plan.toml:3:10: not a node of the simulation; they are \"n1\" to \"n3\"");
  CHECK(refused("[[fault]]\nkind = \"crash\"\nat = \"1 s\"\n").find("plan.toml:3:6: at: ") == 0);
  CHECK(refused("[[fault]]\nkind = \"crash\"\nat = \"-1s\"\n") == "plan.toml:3:6: at is negative");
  CHECK(refused("[path]\ntail = 1.5\n") == "plan.toml:2:8: tail is not from 0 to 1");
  CHECK(refused("[path]\nwindow = \"0B\"\n") == "plan.toml:2:10: window must be at least 1B");
  CHECK(refused("faults = []\n").find("has no place here") != std::string::npos);
  CHECK(refused("[path\n").find("plan.toml:1") == 0);
}

} // namespace
} // namespace carrick::sim
