#include <carrick/tools/sim/run_line.hpp>

#include <array>
#include <cstdio>

namespace carrick::tools {
namespace {

double seconds(duration d) { return std::chrono::duration<double>(d).count(); }

std::string hex(std::uint64_t value) {
  std::array<char, 20> text;
  auto length =
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace

run_line line_of(const sim::outcome& run) {
  run_line out;
  out.seed = run.seed;
  out.trace_hash = hex(run.trace_hash);
  out.nodes = run.nodes;
  out.virtual_seconds = seconds(run.elapsed);
  out.events = run.events;
  out.deliveries = run.deliveries;
  out.faults = run.faults;
  out.requests = run.requests;
  out.posts = run.posts;
  out.items = run.items;
  if (!run.found) return out;
  out.invariant = run.found->invariant;
  out.text = run.found->text;
  out.at_seconds = seconds(run.found->at);
  return out;
}

} // namespace carrick::tools
