#include "curves.hpp"

#include "exponent.hpp"

#include "../support/report.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <vector>

#include <unistd.h>

namespace carrick::bench {
namespace {

constexpr std::size_t KiB = 1024, MiB = 1024 * KiB;

struct curve {
  std::string name; ///< as the lines have it
  std::vector<std::size_t> points;
  std::function<std::string(std::size_t)> words; ///< of the command line, for one point
  double seconds_min_a_unit = 0;                 ///< of x
};

// Of a large message a few round trips at least.
constexpr double bytes_a_second = 8.0 * MiB;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

// A link takes some milliseconds to make; what is measured begins when all are there.
std::string warm_up(std::size_t links) {
  return " --warm-up " + number(1 + 0.02 * static_cast<double>(links));
}

const std::vector<curve>& curves() {
  static const std::vector<curve> all{
    {"in_flight",
     {1, 4, 16, 64, 256, 1024, 4096, 16384, 65536},
     [](std::size_t x) { return "--workload W2 --in-flight " + std::to_string(x); }},
    {"size",
     {0, 16, 64, 256, KiB, 4 * KiB, 16 * KiB, 64 * KiB, 256 * KiB, MiB, 4 * MiB, 16 * MiB,
      64 * MiB - 4 * KiB}, // all requests of a link may take 64 MiB together
     [](std::size_t x) { return "--workload W1 --size " + std::to_string(x); },
     1 / bytes_a_second},
    {"links",
     {1, 2, 5, 10, 20, 50, 100, 200},
     [](std::size_t x) { return "--workload links --count " + std::to_string(x) + warm_up(x); }},
    {"streams",
     {1, 10, 100, 1'000, 10'000, 100'000},
     [](std::size_t x) {
       return "--workload streams --count " + std::to_string(x) + warm_up(x / 400);
     }},
    {"members",
     {3, 5, 10, 20, 35, 50},
     [](std::size_t x) {
       return "--workload members --count " + std::to_string(x) + warm_up(x * x / 4);
     }},
  };
  return all;
}

const curve& find(std::string name) {
  for (auto& c : name)
    if (c == '-') c = '_';
  for (const auto& one : curves())
    if (one.name == name) return one;
  throw std::invalid_argument{"no curve " + name + ": in-flight, size, links, streams, members"};
}

std::string own_path() {
  char path[4096];
  const auto length = ::readlink("/proc/self/exe", path, sizeof path);
  if (length <= 0) throw std::runtime_error{"this program does not find itself"};
  return {path, static_cast<std::size_t>(length)};
}

std::string output_of(const std::string& command) {
  std::FILE* from = ::popen(command.c_str(), "r");
  if (from == nullptr) throw std::runtime_error{"cannot run " + command};
  std::string out;
  for (int c = std::fgetc(from); c != EOF; c = std::fgetc(from)) out += static_cast<char>(c);
  if (::pclose(from) != 0) throw std::runtime_error{"failed: " + command};
  return out;
}

double field(const std::string& line, const std::string& name) {
  const auto at = line.find('"' + name + "\":");
  if (at == std::string::npos) throw std::runtime_error{"no " + name + " in " + line};
  return std::strtod(line.c_str() + at + name.size() + 3, nullptr);
}

void print_fit(const curve& of, const char* what, const std::vector<point>& points) {
  json_line out;
  out.text("curve", of.name);
  out.text("peer", "carrick");
  out.text("fit", what);
  out.number("exponent", exponent_of(points));
  out.number("largest_step", largest_step_of(points));
  out.whole("points", points.size());
  std::fputs(out.done().c_str(), stdout);
}

} // namespace

int run_curve(const std::string& name, const options& asked) {
  const auto& chosen = find(name);
  const auto common = " --handler " + (asked.handler.empty() ? "inline" : asked.handler) +
    " --transport " + asked.transport;
  std::vector<point> round_trip, time, cpu;
  for (auto x : chosen.points) {
    const auto at = static_cast<double>(x);
    const auto seconds = std::max(asked.seconds, at * chosen.seconds_min_a_unit);
    const auto line =
      output_of(own_path() + common + " --seconds " + number(seconds) + " " + chosen.words(x));
    std::printf("{\"curve\":\"%s\",\"x\":%zu,%s", chosen.name.c_str(), x, line.c_str() + 1);
    std::fflush(stdout);
    round_trip.push_back({at, field(line, "p50_us")});
    time.push_back({at, 1e6 / field(line, "per_second")});
    cpu.push_back({at, field(line, "cpu_s_per_million")});
  }
  print_fit(chosen, "p50_us", round_trip);
  print_fit(chosen, "us_per_operation", time);
  print_fit(chosen, "cpu_s_per_million", cpu);
  return 0;
}

} // namespace carrick::bench
