#include <carrick/tools/json_view.hpp>
#include <carrick/tools/sim/explore.hpp>
#include <carrick/tools/sim/run_line.hpp>

namespace carrick::tools {
namespace {

constexpr std::uint64_t twice_every = 10;

run_line run_seed(invocation& at, const simulator& runs, std::uint64_t seed) {
  auto what = runs.scenario_of(seed);
  const auto done = runs.run(what);
  at.out.line(std::string{reached_mark} + done.reached.text());
  auto line = line_of(done);
  if (seed % twice_every != 0) return line;
  line.twice = true;
  auto again = line_of(runs.run(what));
  if (again.trace_hash != line.trace_hash && line.invariant.empty()) {
    line.invariant = "determinism";
    line.text =
      "the same seed again gave the trace " + again.trace_hash + ", not " + line.trace_hash;
  }
  return line;
}

} // namespace

int explore_worker(invocation& at, const simulator& runs, const seed_range& seeds,
                   std::uint64_t step) {
  for (auto seed = seeds.first; seed <= seeds.last; seed += step) {
    at.out.line(std::to_string(seed)); // whoever dies of it has named it
    at.out.line(json_of(run_seed(at, runs, seed)));
  }
  return 0;
}

} // namespace carrick::tools
