#include <carrick/net/socket/unique_fd.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/line_output.hpp>
#include <carrick/tools/sim/explore.hpp>
#include <carrick/tools/sim/run_line.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace carrick::tools {
namespace {

constexpr std::uint64_t twice_every = 10;

run_line run_seed(const simulator& runs, std::uint64_t seed) {
  auto what = runs.scenario_of(seed);
  auto line = line_of(runs.run(what));
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

/// What stdout was. Whatever an actor prints goes to stderr from now on: it would stand among our
/// lines, or inside one.
net::unique_fd taken_stdout() {
  net::unique_fd out{::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
  if (!out || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
    throw std::system_error{errno, std::generic_category(), "stdout"};
  return out;
}

} // namespace

int explore_worker(const simulator& runs, const seed_range& seeds, std::uint64_t step) {
  const auto descriptor = taken_stdout();
  line_output out{descriptor.get()};
  for (auto seed = seeds.first; seed <= seeds.last; seed += step) {
    out.write(std::to_string(seed) + '\n'); // whoever dies of it has named it
    out.write(json_of(run_seed(runs, seed)) + '\n');
  }
  return 0;
}

} // namespace carrick::tools
