#include <carrick/sim/cluster.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/report/report.hpp>

#include <catch2/catch.hpp>

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
  return run_nodes(what, {}, alike(1, ""));
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

} // namespace
} // namespace carrick::sim
