#include <carrick/actors/stop_plan.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace carrick {
namespace {

using namespace std::chrono_literals;
using step = stop_plan::step;

/// A node that stops, in virtual time.
struct stopping {
  explicit stopping(duration grace, stop_plan::remains has = {})
      : left(has), plan(grace, time_point{} + 1h) {
    look();
  }

  /// Takes all steps that are due.
  void look() {
    while (auto next = plan.next(left, now)) {
      steps.push_back(*next);
      tell();
    }
    tell();
  }
  void tell() {
    if (auto line = plan.news(left, now)) lines.push_back(*line);
  }
  void pass(duration time) {
    for (const auto until = now + time; now < until; look()) now = std::min(until, wake_up());
  }
  time_point wake_up() const { return std::max(plan.next_deadline(), now + 1ms); }

  time_point now = time_point{} + 1h;
  stop_plan::remains left;
  stop_plan plan;
  std::vector<step> steps;
  std::vector<std::string> lines;
};

using steps = std::vector<step>;

} // namespace

TEST_CASE("a node with nothing left ends at once, and says what took how long") {
  stopping node{5s};
  CHECK(node.steps == steps{step::say_goodbye, step::end_actors, step::end});
  CHECK(node.lines ==
        std::vector<std::string>{"stopped after 0s: links 0s, blocking work and actors 0s"});
}

TEST_CASE("links first, then actors, each as long as the grace time lasts") {
  stopping node{5s, {.links = 3, .membership = true, .actors = 2}};
  CHECK(node.steps == steps{step::say_goodbye});
  node.pass(1s);
  node.left.links = 0;
  node.look();
  CHECK(node.steps == steps{step::say_goodbye});
  node.left.membership = false;
  node.look();
  CHECK(node.steps == steps{step::say_goodbye, step::end_actors});
  node.pass(3900ms);
  CHECK(node.steps.size() == 2);
  node.left.actors = 0;
  node.look();
  CHECK(node.steps.back() == step::end);
  CHECK(node.lines.back() == "stopped after 4.9s: links 1s, blocking work and actors 3.9s");
}

TEST_CASE("what has not ended with the grace time is broken off, and given up within a second") {
  stopping node{2s, {.links = 2, .blocking = 1, .actors = 3}};
  node.pass(1999ms);
  CHECK(node.steps == steps{step::say_goodbye});
  node.pass(1ms);
  CHECK(node.steps == steps{step::say_goodbye, step::cut_links});
  node.pass(250ms);
  CHECK(node.steps ==
        steps{step::say_goodbye, step::cut_links, step::end_actors, step::hurry_actors});
  CHECK(node.plan.blocking_limit(node.now) == 250ms);
  node.pass(499ms);
  CHECK(node.steps.size() == 4);
  node.pass(1ms);
  CHECK(node.steps.back() == step::end);
  CHECK(node.lines.back() ==
        "stopped after 2.75s: links 2.25s, 2 of them broken off, blocking work and actors 500ms; "
        "left: 2 links, 1 piece of blocking work, 3 actors");
}

TEST_CASE("what a stop waits for is told with its numbers as they change, once a second") {
  stopping node{10s, {.links = 12, .actors = 1}};
  CHECK(node.lines == std::vector<std::string>{"stopping: waits for 12 links (broken off in 10s)"});
  node.pass(2500ms); // nothing changes
  CHECK(node.lines.size() == 1);
  for (int i = 0; i < 11; ++i) {
    --node.left.links;
    node.pass(100ms);
  }
  REQUIRE(node.lines.size() == 2);
  CHECK(node.lines.back() == "stopping: waits for 7 links (broken off in 7s)");
  node.left.links = 0;
  node.look();
  CHECK(node.lines.back() == "stopping: waits for 1 actor (broken off in 6.4s)");
  CHECK(node.plan.waits_for(node.left, node.now) == "1 actor (broken off in 6.4s)");
}

TEST_CASE("without a grace time all is broken off at once") {
  stopping node{0s, {.links = 1, .actors = 1}};
  CHECK(node.steps == steps{step::say_goodbye, step::cut_links});
  node.left.links = 0;
  node.look();
  CHECK(node.steps.back() == step::hurry_actors);
  node.left.actors = 0;
  node.look();
  CHECK(node.steps.back() == step::end);
}

TEST_CASE("a grace time for ever never breaks off") {
  stopping node{duration::max(), {.links = 1, .actors = 1}};
  node.pass(100h);
  CHECK(node.steps == steps{step::say_goodbye});
  CHECK(node.lines == std::vector<std::string>{"stopping: waits for 1 link"});
  CHECK(node.plan.blocking_limit(node.now) == duration::max());
  CHECK(node.plan.answer_limit(node.now) == never);
}

} // namespace carrick
