// carrick's own measurements, in the form that all programs of a comparison have.
#include "curves.hpp"
#include "idle.hpp"
#include "instructions.hpp"
#include "many_peers.hpp"
#include "memory_costs.hpp"
#include "mesh.hpp"
#include "pair.hpp"
#include "reconnect.hpp"
#include "settings.hpp"

#include "../support/program.hpp"

#include <cstdio>
#include <exception>
#include <initializer_list>
#include <string>
#include <vector>

namespace carrick::bench {
namespace {

/// A workload with each of the handlers that it has; the first is its usual one.
void add(std::vector<entry>& to, const char* workload, const half& drive,
         std::initializer_list<const char*> handlers) {
  for (const auto* handler : handlers) to.push_back({workload, "", serve, drive, {}, handler});
}

std::vector<entry> workloads() {
  std::vector<entry> all;
  add(all, "W1", ask, {"inline", "typed", "actor"});
  add(all, "W2", ask, {"inline", "typed", "actor"});
  add(all, "W3", post, {"inline", "typed"});
  add(all, "W4", post, {"inline", "typed"});
  add(all, "W5", ask, {"inline", "typed", "actor"});
  add(all, "W6", ask_beside_bulk, {"inline", "typed"});
  add(all, "W9", exchange_items, {"inline", "actor"});
  add(all, "W10", ask, {"typed", "actor"});
  add(all, "W11", ask, {"actor"});
  for (const auto* handler : {"inline", "typed", "actor"})
    all.push_back({"W12", "", {}, {}, mesh, handler});
  return all;
}

/// Points of curves.
std::vector<entry> points() {
  std::vector<entry> all;
  for (const auto* handler : {"inline", "typed"}) {
    all.push_back({"links", "", serve_peers, ask_peers, {}, handler});
    all.push_back({"members", "", serve_nothing, mesh_in_one_process, {}, handler});
  }
  all.push_back({"streams", "", serve, use_streams, {}, "inline"});
  return all;
}

/// What is measured once, and prints a line of its own.
struct single {
  const char* workload;
  const char* mode;
  int (*run)(const options&);
};
constexpr single singles[] = {{"W7", "idle_links", idle_links},
                              {"W7", "idle_streams", idle_streams},
                              {"W8", "", reconnect},
                              {"memory", "", memory_costs},
                              {"requests", "", run_requests}};

const single* find_single(const options& asked) {
  for (const auto& one : singles)
    if (asked.workload == one.workload && (asked.mode.empty() || asked.mode == one.mode))
      return &one;
  return nullptr;
}

/// Takes what only this program knows out of the words; the rest is for parse_options().
std::vector<char*> take_settings(int count, char** words) {
  std::vector<char*> rest;
  auto& mine = chosen();
  for (int at = 0; at < count; ++at) {
    const std::string word = words[at];
    const bool has_value = at + 1 < count;
    if (word == "--loops" && has_value) {
      mine.loops = std::stoul(words[++at]);
    } else if (word == "--spin-us" && has_value) {
      mine.spin_us = std::stoul(words[++at]);
    } else if (word == "--count" && has_value) {
      mine.count = std::stoul(words[++at]);
    } else if (word == "--curve" && has_value) {
      mine.curve = words[++at];
    } else if (word == "--log") {
      mine.log = true;
    } else if (word == "--no-checksum") {
      mine.checksum = false;
    } else {
      rest.push_back(words[at]);
    }
  }
  return rest;
}

constexpr const char* usage =
  "usage: carrick --workload W1..W12|memory [--handler inline|typed|actor] [--size BYTES]\n"
  "               [--in-flight N] [--seconds S] [--warm-up S] [--pin] [--transport tcp|pipe]\n"
  "               [--loops N] [--spin-us N] [--no-checksum] [--count N] [--log]\n"
  "       carrick --workload W7 --mode idle_links|idle_streams [--count N]\n"
  "       carrick --curve in-flight|size|links|streams|members [--handler H] [--seconds S]\n"
  "       carrick --workload requests --count N: so many, and no more, for an instruction counter\n"
  "       carrick --describe: workloads, modes and handlers\n";

int run(int count, char** all_words) {
  if (count == 2 && all_words[1] == std::string{"--help"}) return std::fputs(usage, stdout), 0;
  auto words = take_settings(count, all_words);
  const auto word_count = static_cast<int>(words.size());
  const auto asked = parse_options(word_count, words.data(), 0);
  if (!chosen().curve.empty()) return run_curve(chosen().curve, asked);
  if (const auto* one = find_single(asked); one != nullptr && !asked.describe)
    return one->run(asked);
  auto entries = workloads();
  if (asked.describe) {
    std::puts("W7 idle_links -\nW7 idle_streams -\nW8 - -\nmemory - -");
  } else {
    for (const auto& point : points()) entries.push_back(point);
  }
  return program{"carrick", std::move(entries), 0}.run(word_count, words.data());
}

} // namespace
} // namespace carrick::bench

int main(int argc, char** argv) {
  try {
    return carrick::bench::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "carrick: %s\n", e.what());
    return 1;
  }
}
