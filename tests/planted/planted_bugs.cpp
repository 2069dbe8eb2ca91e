// Tests of the tests: plants one mistake after the other into the product and looks whether the
// simulation finds it, and after how many seeds. docs/simulation.md, section 8, has the table.

#include "hunt.hpp"

#include <carrick/core/processors.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

using namespace carrick::planted;

struct command {
  hunt_options how;
  std::vector<const bug*> bugs;
  std::size_t unfound_max = 0;
  bool list = false;
};

[[noreturn]] void usage(const std::string& why) {
  std::fprintf(
    stderr,
    "planted_bugs: %s\nusage: planted_bugs [--seeds N] [--jobs N] [--only NAME]... [--list]\n",
    why.c_str());
  std::exit(2);
}

std::uint64_t number_of(const char* text) {
  char* end = nullptr;
  auto number = std::strtoull(text, &end, 10);
  if (end == text || *end != 0 || number == 0) usage(std::string{text} + " is no number above 0");
  return number;
}

const bug* bug_named(std::string_view name) {
  for (const bug& each : all_bugs())
    if (each.name == name) return &each;
  usage("no bug is called " + std::string{name});
}

command read(int argc, char** argv) {
  command c;
  c.how.jobs = carrick::usable_processors();
  for (int i = 1; i < argc; ++i) {
    std::string_view name = argv[i];
    if (name == "--list") {
      c.list = true;
      continue;
    }
    if (i + 1 == argc) usage(std::string{name} + " needs a value, or is unknown");
    const char* value = argv[++i];
    if (name == "--seeds")
      c.how.seeds = number_of(value);
    else if (name == "--jobs")
      c.how.jobs = static_cast<unsigned>(number_of(value));
    else if (name == "--only")
      c.bugs.push_back(bug_named(value));
    else
      usage(std::string{name} + " is unknown");
  }
  // One of twenty may stay hidden; of those that were asked for by name none.
  if (!c.bugs.empty()) return c;
  for (const bug& each : all_bugs()) c.bugs.push_back(&each);
  c.unfound_max = c.bugs.size() / 20;
  return c;
}

void print(const outcome& o) {
  if (o.found)
    std::printf("%-26s %-9s %6llu %8.1f  %s\n", o.of->name.data(), o.found->invariant.c_str(),
                static_cast<unsigned long long>(o.found->seed), o.seconds, o.found->text.c_str());
  else
    std::printf("%-26s %-9s %6s %8.1f\n", o.of->name.data(), "not found", "", o.seconds);
  std::fflush(stdout);
}

/// True if all is as it must be.
bool judge(const command& c, const hunt_result& result) {
  bool good = true;
  auto unfound = static_cast<std::size_t>(std::count_if(
    result.outcomes.begin(), result.outcomes.end(), [](const outcome& o) { return !o.found; }));
  std::printf("\n%zu of %zu found; %llu seeds without a bug, %zu with a finding\n",
              result.outcomes.size() - unfound, result.outcomes.size(),
              static_cast<unsigned long long>(result.clean_seeds), result.real.size());
  if (unfound > c.unfound_max) {
    std::printf("FAILED: too many were not found\n");
    good = false;
  }
  for (const outcome& o : result.outcomes) {
    if (o.of->which != carrick::planted_bug::canary || (o.found && o.found->seed == 1)) continue;
    std::printf("FAILED: the canary must be found with the first seed\n");
    good = false;
  }
  for (const finding& f : result.real) {
    std::printf("FAILED: a bug that nobody planted: seed %llu, %s: %s\n",
                static_cast<unsigned long long>(f.seed), f.invariant.c_str(), f.text.c_str());
    good = false;
  }
  return good;
}

} // namespace

int main(int argc, char** argv) {
  auto c = read(argc, argv);
  if (c.list) {
    for (const bug* each : c.bugs)
      std::printf("%-26s %s\n", each->name.data(), each->mistake.data());
    return 0;
  }
  std::printf("%-26s %-9s %6s %8s  %s\n", "bug", "found by", "seed", "seconds", "as");
  const auto result = hunt(c.bugs, c.how, print);
  return judge(c, result) ? 0 : 1;
}
