#include <carrick/carrick.hpp>
#include <carrick/config/load.hpp>
#include <carrick/config/node_from_spec.hpp>
#include <carrick/config/options.hpp>
#include <carrick/config/rows.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/plan_text.hpp>

#include <catch2/catch.hpp>

// As a user's test does.
using namespace carrick;
using namespace carrick::config;
using namespace carrick::sim;

TEST_CASE("who opens all namespaces that users need can name everything in them") {
  CHECK(posts_spec{}.when_full == when_full::drop_oldest);
  CHECK(*parse_duration("1s") == std::chrono::seconds{1});
  CHECK(format_duration(std::chrono::seconds{60}) == "1m");
  CHECK(*parse_size("1KiB") == 1024);
  CHECK(host_port::parse("n1:1"));
  CHECK(member_event{}.node.text().empty());
  CHECK(actor_type{}.name.empty());
  CHECK(known_actor_type{}.name.empty());
  CHECK(parse_toml("a = 1", "a.toml").index() == 0);
  CHECK(load_text("cluster = 1", "c.toml").error().size() > 1);
}
