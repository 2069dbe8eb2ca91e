#include <carrick/sim/cluster.hpp>
#include <carrick/sim/machines/run_machines.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/report/report.hpp>

#include "../support/chatter.hpp"

#include <catch2/catch.hpp>

#include <optional>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

std::size_t occurrences(const std::string& in, std::string_view what) {
  std::size_t found = 0;
  for (auto at = in.find(what); at != in.npos; at = in.find(what, at + 1)) ++found;
  return found;
}

outcome small_run() {
  scenario what;
  what.seed = 7;
  what.nodes = 3;
  what.length = 20s;
  what.trace_lines = 50;
  what.wants_timeline = true;
  return run_machines(what);
}

TEST_CASE("a report shows nodes, links, faults and requests of a run") {
  auto run = small_run();
  REQUIRE(run.shown);
  CHECK(run.shown->nodes == 3);
  CHECK(run.shown->lives.size() >= 3);
  CHECK(run.shown->links.size() >= 3);
  CHECK(run.shown->requests.size() > 100);
  auto page = html_report(run, "kv sim replay 7");
  CHECK(occurrences(page, "<svg") == 2);
  CHECK(occurrences(page, "class=\"life\"") == run.shown->lives.size());
  CHECK(occurrences(page, "class=\"link\"") == run.shown->links.size());
  CHECK(occurrences(page, "<circle") == run.shown->requests.size());
  CHECK(page.find("kv sim replay 7") != page.npos);
  CHECK(page.find("every invariant held") != page.npos);
  CHECK(page.find("http") == page.npos); // nothing is loaded from elsewhere
}

TEST_CASE("a report marks the first violation, and escapes what it says") {
  auto run = small_run();
  run.found = violation{"I2", "no verdict <for> \"4\" & 5", 3s};
  auto page = html_report(run, "again");
  CHECK(page.find("I2 broken at 3.000 s") != page.npos);
  CHECK(page.find("no verdict &lt;for&gt; &quot;4&quot; &amp; 5") != page.npos);
  CHECK(occurrences(page, "<line class=\"violation\"") == 2);
}

TEST_CASE("a report shows nodes, links and requests of a run of whole nodes") {
  scenario what;
  what.seed = 2;
  what.nodes = 3;
  what.length = 30s;
  what.wants_timeline = true;
  auto run = run_nodes(what, test::chatter(), alike(1, "chatter.talker"));
  REQUIRE(run.shown);
  CHECK(run.shown->nodes == 3);
  CHECK(run.shown->lives.size() >= 3);
  CHECK(run.shown->links.size() >= 3);
  CHECK(run.shown->requests.size() > 100);
  for (const auto& link : run.shown->links) CHECK(link.during.from < link.during.to);
  // At the end of the run every node leaves in good order.
  for (std::size_t node = 0; node < 3; ++node) {
    std::optional<timeline::life> last;
    for (const auto& life : run.shown->lives)
      if (life.node == node) last = life;
    REQUIRE(last);
    CHECK(!last->crashed);
  }
  auto page = html_report(run, "kv sim replay 2");
  CHECK(occurrences(page, "class=\"life\"") == run.shown->lives.size());
  CHECK(occurrences(page, "class=\"link\"") == run.shown->links.size());
}

TEST_CASE("a timeline changes nothing in a run") {
  scenario what;
  what.seed = 3;
  what.length = 10s;
  auto hash_of = [&](bool with, bool whole_nodes) {
    what.wants_timeline = with;
    auto run = whole_nodes ? run_nodes(what, test::chatter(), alike(1, "chatter.talker"))
                           : run_machines(what);
    return run.trace_hash;
  };
  for (bool whole_nodes : {false, true})
    CHECK(hash_of(true, whole_nodes) == hash_of(false, whole_nodes));
}

} // namespace
} // namespace carrick::sim
