#include "attempt.hpp"

#include "pair_world.hpp"

#include <carrick/core/ensure.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace carrick::planted {
namespace {

using namespace std::chrono_literals;

// In virtual time, before the faults end.
constexpr auto run_length = 60s;
// Of wall time. A run takes a quarter of a second; one that never ends is a finding.
constexpr unsigned seconds_a_run_max = 60;
// Of what an invariant says.
constexpr std::size_t text_bytes_max = 300;

std::string field_of(std::string_view line, std::size_t index) {
  for (; index > 0; --index) line.remove_prefix(std::min(line.size(), line.find('\t') + 1));
  return std::string{line.substr(0, line.find('\t'))};
}

/// The last line is "seed TAB invariant TAB text"; the number alone while the seed runs.
void tell(int to, const std::string& line) {
  if (::pwrite(to, line.data(), line.size(), 0) < 0) std::_Exit(2);
  if (::ftruncate(to, static_cast<off_t>(line.size())) < 0) std::_Exit(2);
}

/// Whole nodes, and two links alone.
std::optional<sim::violation> found_by(std::uint64_t seed) {
  static const auto nodes = sim::alike(1, "");
  sim::scenario what;
  what.seed = seed;
  what.length = run_length;
  auto found = sim::run_nodes(what, {}, nodes).found;
  return found ? found : run_pair(seed);
}

[[noreturn]] void run(planted_bug which, seed_range seeds, int to) {
  planted_now = which;
  for (auto seed = seeds.first; seed <= seeds.last; ++seed) {
    tell(to, std::to_string(seed));
    ::alarm(seconds_a_run_max);
    const auto found = found_by(seed);
    if (!found) continue;
    tell(to,
         std::to_string(seed) + "\t" + found->invariant + "\t" +
           found->text.substr(0, text_bytes_max));
    std::_Exit(1);
  }
  std::_Exit(0);
}

/// What a process tells lies in memory, and outlives it.
int new_note() {
  int made = ::memfd_create("attempt", MFD_CLOEXEC);
  ENSURE(made >= 0);
  return made;
}

/// The message of an ENSURE is told by the row, not between the rows.
void be_quiet() {
  int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

} // namespace

attempt::attempt(planted_bug which, seed_range seeds) : note_(new_note()) {
  std::fflush(stdout);
  process_ = ::fork();
  ENSURE(process_ >= 0);
  if (process_ != 0) return;
  if (which != planted_bug::none) be_quiet();
  run(which, seeds, note_);
}

attempt::~attempt() { ::close(note_); }

void attempt::collect(int wait_status) {
  char text[text_bytes_max + 100];
  auto length = ::pread(note_, text, sizeof text, 0);
  std::string_view line{text, static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
  seeds_run_ = std::strtoull(field_of(line, 0).c_str(), nullptr, 10);
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) return;
  finding what{seeds_run_, field_of(line, 1), field_of(line, 2)};
  if (WIFSIGNALED(wait_status)) {
    bool hangs = WTERMSIG(wait_status) == SIGALRM;
    what.invariant = hangs ? "no end" : "crash";
    what.text = hangs ? "the run does not end"
                      : "the process died of signal " + std::to_string(WTERMSIG(wait_status));
  }
  found_ = std::move(what);
}

} // namespace carrick::planted
