#include <carrick/sim/fault_plan.hpp>

#include <catch2/catch.hpp>

#include <set>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

TEST_CASE("every kind of fault has a name that is read back") {
  std::set<std::string_view> names;
  for (int k = 0; k <= static_cast<int>(last_fault_kind); ++k) {
    auto kind = static_cast<fault_kind>(k);
    fault_kind read{};
    CHECK(parse_fault_kind(name_of(kind), read));
    CHECK(read == kind);
    names.insert(name_of(kind));
  }
  CHECK(names.size() == 23);
  fault_kind read = fault_kind::crash;
  CHECK_FALSE(parse_fault_kind("crsh", read));
  CHECK(read == fault_kind::crash);
}

TEST_CASE("a plan is drawn from the seed, is long enough and ends in time") {
  plan_options options;
  auto plan = draw_plan(draws{7, "faults"}, options);
  CHECK(plan == draw_plan(draws{7, "faults"}, options));
  CHECK_FALSE(plan == draw_plan(draws{8, "faults"}, options));
  CHECK(plan.faults.size() >= 50);
  duration last{};
  for (const auto& f : plan.faults) {
    CHECK(f.at >= last);
    CHECK(f.at + f.length <= options.length);
    REQUIRE_FALSE(f.nodes.empty());
    for (auto n : f.nodes) CHECK(n < options.nodes);
    last = f.at;
  }
}

TEST_CASE("every moment has a name that is read back") {
  CHECK(moment_names().size() == static_cast<std::size_t>(last_moment));
  for (const auto& name : moment_names()) {
    moment read{};
    CHECK(parse_moment(name, read));
    CHECK(name_of(read) == name);
  }
  moment read = moment::link;
  CHECK_FALSE(parse_moment("none", read));
  CHECK(read == moment::link);
}

TEST_CASE("half of the plans aim a part of their faults, and only if they may") {
  plan_options options;
  std::size_t aiming = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    std::size_t aimed = 0;
    options.aims = true;
    const auto plan = draw_plan(draws{seed, "faults"}, options);
    for (const auto& f : plan.faults) aimed += f.aimed.on != moment::none;
    CHECK(aimed < plan.faults.size());
    aiming += aimed > 0;
    options.aims = false;
    for (const auto& f : draw_plan(draws{seed, "faults"}, options).faults)
      CHECK(f.aimed.on == moment::none);
  }
  CHECK(aiming > 30);
  CHECK(aiming < 70);
}

TEST_CASE("a plan of named kinds has no others") {
  plan_options options;
  options.kinds = {fault_kind::clog, fault_kind::crash};
  for (const auto& f : draw_plan(draws{1, "faults"}, options).faults)
    CHECK((f.kind == fault_kind::clog || f.kind == fault_kind::crash));
}

} // namespace
} // namespace carrick::sim
