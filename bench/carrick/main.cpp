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

#include <cstdint>
#include <cstdio>
#include <exception>
#include <initializer_list>
#include <string>
#include <vector>

namespace carrick::bench {
namespace {

// Modes: idle loops poll for a while; frames have checksums, which they have not on loopback.
constexpr const char* spinning = "spinning";
constexpr const char* checked = "checksums";
constexpr std::uint64_t usual_spin_us = 100;

/// A workload with each of the handlers that it has; the first is its usual one.
void add(std::vector<entry>& to, const char* workload, const half& drive,
         std::initializer_list<const char*> handlers, const char* mode = "") {
  for (const auto* handler : handlers) to.push_back({workload, mode, serve, drive, {}, handler});
}

/// What the mode means, where it is one of the above.
void apply(const std::string& mode) {
  if (mode == spinning) chosen().spin_us = usual_spin_us;
  if (mode == checked) chosen().checksum = true;
}

std::vector<entry> workloads() {
  std::vector<entry> all;
  add(all, "W1", ask, {"inline", "typed", "actor"});
  add(all, "W1", ask, {"inline"}, spinning);
  add(all, "W2", ask, {"inline", "typed", "actor"});
  add(all, "W3", post, {"inline", "typed"});
  add(all, "W4", post, {"inline", "typed"});
  add(all, "W4", post, {"inline"}, checked);
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
    } else if (word == "--flush-us" && has_value) {
      mine.flush_us = std::stoul(words[++at]);
    } else if (word == "--socket-buffer" && has_value) {
      mine.socket_buffer = std::stoul(words[++at]);
    } else if (word == "--frame" && has_value) {
      mine.frame_bytes = std::stoul(words[++at]);
    } else if (word == "--curve" && has_value) {
      mine.curve = words[++at];
    } else if (word == "--log") {
      mine.log = true;
    } else if (word == "--checksum") {
      mine.checksum = true;
    } else {
      rest.push_back(words[at]);
    }
  }
  return rest;
}

constexpr const char* usage =
  "usage: carrick --workload W1..W12|memory [--handler inline|typed|actor] [--size BYTES]\n"
  "               [--in-flight N] [--seconds S] [--warm-up S] [--pin] [--transport tcp|pipe]\n"
  "               [--loops N] [--spin-us N] [--checksum] [--flush-us N]\n"
  "               [--socket-buffer BYTES] [--frame BYTES] [--count N] [--log]\n"
  "       carrick --workload W7 --mode idle_links|idle_streams [--count N]\n"
  "       carrick --curve in-flight|size|links|streams|members [--handler H] [--seconds S]\n"
  "       carrick --workload requests --count N: so many, and no more, for an instruction counter\n"
  "       carrick --describe: workloads, modes and handlers\n";

int run(int count, char** all_words) {
  if (count == 2 && all_words[1] == std::string{"--help"}) return std::fputs(usage, stdout), 0;
  auto words = take_settings(count, all_words);
  const auto word_count = static_cast<int>(words.size());
  const auto asked = parse_options(word_count, words.data(), 0);
  apply(asked.mode);
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
