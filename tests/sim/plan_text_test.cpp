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
    plan_options options;
    options.nodes = 9;
    options.aims = seed % 2 == 0;
    auto plan = draw_plan({seed, "faults"}, options);
    REQUIRE(!plan.faults.empty());
    CHECK(parsed(print(plan)) == plan);
  }
}

TEST_CASE("a fault that waits for something, as people write it") {
  auto plan = parsed(R"(
[[fault]]
kind = "crash"
on = "handshake"
count = 3
after = "2ms"
length = "1s"
nodes = ["n2"]

[[fault]]
kind = "reset"
at = "5s"
on = "acknowledgement"
nodes = ["n1", "n3"]
)");
  REQUIRE(plan.faults.size() == 2);
  CHECK(plan.faults[0].at == 0s);
  CHECK(plan.faults[0].aimed.on == moment::handshake);
  CHECK(plan.faults[0].aimed.count == 3);
  CHECK(to_string(plan.faults[0].aimed) == "2ms after handshake 3");
  CHECK(plan.faults[1].at == 5s);
  CHECK(to_string(plan.faults[1].aimed) == "at acknowledgement");
  CHECK(print(plan).find("on = \"handshake\"\ncount = 3\nafter = \"2ms\"\n") != std::string::npos);
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
  CHECK(refused("[[fault]]\nkind = \"crsh\"\nnodes = [\"n1\"]\n") ==
        "plan.toml:2:8: unknown kind \"crsh\"; did you mean \"crash\"?");
  CHECK(refused("[[fault]]\nkind = \"crash\"\nlenght = \"1s\"\nnodes = [\"n1\"]\n") ==
        "plan.toml:3:1: unknown key \"lenght\"; did you mean \"length\"?");
  CHECK(refused("[[fault]]\nat = \"1s\"\nnodes = [\"n1\"]\n").find("a fault without a kind") !=
        std::string::npos);
  CHECK(refused("[[fault]]\nkind = \"crash\"\nnodes = [\"n4\"]\n") ==
        "plan.toml:3:10: not a node of the simulation; they are \"n1\" to \"n3\"");
  CHECK(refused("[[fault]]\nkind = \"crash\"\nat = \"1 s\"\nnodes = [\"n1\"]\n")
          .find("plan.toml:3:6: at: ") == 0);
  CHECK(refused("[[fault]]\nkind = \"crash\"\nat = \"-1s\"\nnodes = [\"n1\"]\n") ==
        "plan.toml:3:6: at is negative");
  const std::string crash = "[[fault]]\nkind = \"crash\"\nnodes = [\"n1\"]\n";
  CHECK(refused(crash + "on = \"handshak\"\n") ==
        "plan.toml:4:6: nothing to wait for: \"handshak\"; did you mean \"handshake\"?");
  CHECK(refused(crash + "on = \"none\"\n").find("plan.toml:4:6: nothing to wait for") == 0);
  CHECK(refused(crash + "on = \"link\"\ncount = 0\n") == "plan.toml:5:9: count must be at least 1");
  CHECK(refused(crash + "count = 2\n") ==
        "plan.toml:4:9: count without on; say of what: on = \"link\"");
  CHECK(refused(crash + "after = \"1s\"\n").find("plan.toml:4:9: after without on") == 0);
  CHECK(refused("[[fault]]\nkind = \"crash\"\n") ==
        "plan.toml:1:1: a fault without nodes; say which: nodes = [\"n1\"]");
  CHECK(refused("[[fault]]\nkind = \"crash\"\nnodes = []\n").find("a fault without nodes") !=
        std::string::npos);
  CHECK(refused("[path]\ntail = 1.5\n") == "plan.toml:2:8: tail is not from 0 to 1");
  CHECK(refused("[path]\nwindow = \"0B\"\n") == "plan.toml:2:10: window must be at least 1B");
  CHECK(refused("faults = []\n").find("has no place here") != std::string::npos);
  CHECK(refused("[path\n").find("plan.toml:1") == 0);
}

} // namespace
} // namespace carrick::sim
