#include <carrick/sim/fault_driver.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

/// Three nodes that are nothing but a list of what was done to them.
class told_subject final : public subject {
 public:
  world& in() noexcept override { return world_; }
  network& net() noexcept override { return net_; }
  std::size_t size() const noexcept override { return 3; }
  bool running(std::size_t) const noexcept override { return true; }
  void crash(std::size_t node, death) override { tell("crash", node); }
  void restart(std::size_t node) override { tell("restart", node); }
  void pause(std::size_t node, duration) override { tell("pause", node); }
  void stall(std::size_t node, duration) override { tell("stall", node); }
  void stop(std::size_t node) override { tell("stop", node); }
  void jump_clock(std::size_t node, duration) override { tell("jump", node); }
  void forget(std::size_t node, std::size_t) override { tell("forget", node); }
  void admit(std::size_t node, std::size_t) override { tell("admit", node); }
  void lie_to(std::size_t, duration) override {}
  void end_lies() override {}
  under_way_set what_is_under_way(std::size_t node) override { return under_way[node]; }

  std::vector<std::string> told;
  under_way_set under_way[3];

 private:
  void tell(const std::string& what, std::size_t node) {
    told.push_back(std::to_string(world_.elapsed() / 1ms) + " " + what + " " + name(node));
  }

  world world_{1};
  network net_{world_};
};

using lines = std::vector<std::string>;

fault pause_of(std::vector<std::size_t> nodes, duration at, aim aimed) {
  return {
    .kind = fault_kind::pause, .at = at, .aimed = aimed, .length = 1s, .nodes = std::move(nodes)};
}

TEST_CASE("an aimed fault strikes after the last of what it waits for, of its node alone") {
  told_subject on;
  fault_driver driver{on,
                      {{}, {pause_of({1}, 10ms, {.on = moment::link, .count = 2, .after = 5ms})}}};
  const auto link_of = [&](std::size_t node) { driver.happened({moment::link, node}); };
  CHECK_FALSE(driver.is_aimed());
  on.in().advance(10ms);
  CHECK(driver.is_aimed());
  link_of(1);
  link_of(0);
  driver.happened({moment::post, 1});
  on.in().advance(10ms);
  CHECK(on.told.empty());
  CHECK(driver.applied() == 0);
  link_of(1);
  CHECK_FALSE(driver.is_aimed());
  on.in().advance(1s);
  CHECK(on.told == lines{"25 pause n2"});
  REQUIRE(driver.struck().faults.size() == 1);
  CHECK(driver.struck().faults[0].at == 25ms);
  link_of(1);
  on.in().advance(1s);
  CHECK(driver.applied() == 1);
}

TEST_CASE("an aimed fault strikes behind what it waits for, not in it") {
  told_subject on;
  fault_driver driver{on, {{}, {pause_of({0}, 0s, {.on = moment::start})}}};
  on.in().advance(1ms);
  driver.happened({moment::start, 0});
  CHECK(on.told.empty());
  on.in().advance(0s);
  CHECK(on.told == lines{"1 pause n1"});
}

TEST_CASE("a fault of two nodes waits for what they do with each other, where that is known") {
  told_subject on;
  fault_driver driver{on, {{}, {pause_of({0, 2}, 0s, {.on = moment::link, .count = 2})}}};
  on.in().advance(1ms);
  driver.happened({moment::link, 0, 1});
  driver.happened({moment::link, 2, 0});
  driver.happened({moment::link, 0, 2});
  on.in().advance(1ms);
  CHECK(on.told.empty());
  driver.happened({moment::link, 0}); // nobody knows with whom
  on.in().advance(1ms);
  CHECK(on.told.size() == 1);
}

TEST_CASE("what a fault waits for is not awaited any more when all faults end") {
  told_subject on;
  fault_driver driver{on, {{}, {pause_of({0}, 0s, {.on = moment::link})}}};
  on.in().advance(1ms);
  driver.heal();
  CHECK_FALSE(driver.is_aimed());
  driver.happened({moment::link, 0});
  on.in().advance(1s);
  CHECK(driver.applied() == 0);
}

TEST_CASE("what is under way where a fault strikes is reached with it") {
  told_subject on;
  on.under_way[1].add(under_way::handshake);
  on.under_way[2].add(under_way::unsent);
  const fault crash{.kind = fault_kind::crash, .at = 1ms, .length = 1s, .nodes = {1}};
  const fault clog{.kind = fault_kind::clog, .at = 2ms, .length = 1s, .nodes = {1, 2}};
  const fault late{.kind = fault_kind::reset, .at = 2100ms, .nodes = {1, 0}};
  const fault elsewhere{.kind = fault_kind::reset, .at = 3ms, .nodes = {0, 0}};
  const fault behind{.kind = fault_kind::clock_jump, .at = 1500ms, .nodes = {1}};
  fault_driver driver{on, {{}, {crash, clog, elsewhere, behind, late}}};
  on.in().advance(3s);
  const auto& reached = driver.reached();
  CHECK(reached.has(coverage::number_of(fault_kind::crash, under_way::handshake)));
  CHECK(reached.has(coverage::number_of(fault_kind::clog, under_way::handshake)));
  CHECK(reached.has(coverage::number_of(fault_kind::clog, under_way::unsent)));
  CHECK(reached.has(coverage::number_of(fault_kind::clog, fault_kind::crash)));
  CHECK_FALSE(reached.has(coverage::number_of(fault_kind::crash, under_way::unsent)));
  CHECK_FALSE(reached.has(coverage::number_of(fault_kind::reset, fault_kind::crash)));
  // They have just ended, but not when the links of n2 are reset.
  CHECK(reached.has(coverage::number_of(fault_kind::clock_jump, fault_kind::crash)));
  CHECK(reached.has(coverage::number_of(fault_kind::clock_jump, fault_kind::clog)));
  CHECK(reached.has(coverage::number_of(fault_kind::reset, fault_kind::clock_jump)));
  // And the handshake at each of the last two.
  CHECK(reached.count() == 9);
}

TEST_CASE("what an aimed fault waited for is reached when it strikes") {
  told_subject on;
  fault_driver driver{on, {{}, {pause_of({0}, 0s, {.on = moment::member})}}};
  on.in().advance(1ms);
  CHECK(driver.reached().count() == 0);
  driver.happened({moment::member, 0, 1});
  on.in().advance(1ms);
  CHECK(driver.reached().has(coverage::number_of(fault_kind::pause, moment::member)));
}

} // namespace
} // namespace carrick::sim
