#include <carrick/sim/trace.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace carrick::sim {

std::string to_string(const trace_line& line) {
  using std::chrono::microseconds;
  const auto whole = std::chrono::duration_cast<microseconds>(line.at).count();
  const std::string seconds = std::to_string(whole / 1'000'000);
  const std::string rest = std::to_string(whole % 1'000'000);
  std::string out(seconds.size() < 3 ? 3 - seconds.size() : 0, ' ');
  out += seconds + "." + std::string(6 - rest.size(), '0') + rest + " ";
  if (!line.node.empty()) out += line.node + " ";
  return out + line.kind + ": " + line.text;
}

void trace::keep(std::size_t lines_max) {
  lines_max_ = lines_max;
  while (lines_.size() > lines_max_) lines_.pop_front();
}

void trace::note(duration at, std::uint64_t what, std::uint64_t which) noexcept {
  ++count_;
  mix(static_cast<std::uint64_t>(at.count()));
  mix(what);
  mix(which);
}

void trace::note(duration at, std::string_view node, std::string_view kind, std::string_view text) {
  ++count_;
  mix(static_cast<std::uint64_t>(at.count()));
  mix(node);
  mix(kind);
  mix(text);
  explain(at, node, kind, text);
}

void trace::explain(duration at, std::string_view node, std::string_view kind,
                    std::string_view text) {
  if (!keeps()) return;
  if (lines_.size() == lines_max_) lines_.pop_front();
  lines_.push_back({at, std::string{node}, std::string{kind}, std::string{text}});
}

void trace::mix(std::uint64_t word) noexcept {
  hash_ = std::rotl((hash_ ^ word) * 0xbf58476d1ce4e5b9ull, 29);
}

void trace::mix(std::string_view text) noexcept {
  mix(text.size());
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t taken = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), taken);
    mix(word);
    text.remove_prefix(taken);
  }
}

} // namespace carrick::sim
