#include "recorder.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <tuple>

namespace carrick::test::transcripts {
namespace {

using std::chrono::milliseconds;

auto ms_of(duration at) { return std::chrono::duration_cast<milliseconds>(at).count(); }

std::string to_text(const sim::trace_line& line) {
  char seconds[32];
  const auto ms = ms_of(line.at);
  std::snprintf(seconds, sizeof seconds, "%3lld.%03lld ", static_cast<long long>(ms / 1000),
                static_cast<long long>(ms % 1000));
  const auto kind = line.kind.empty() ? std::string{} : line.kind + ": ";
  return seconds + line.node + ' ' + kind + line.text;
}

} // namespace

void recorder::add(std::string_view node, std::string text) {
  lines_.push_back({in_.elapsed(), std::string{node}, {}, std::move(text)});
}

bool recorder::has(std::string_view node, std::string_view beginning) const {
  return std::any_of(lines_.begin(), lines_.end(), [&](const sim::trace_line& line) {
    return line.node == node && line.text.starts_with(beginning);
  });
}

void recorder::add_from_trace() {
  const auto all = in_.trace().lines();
  std::vector<sim::trace_line> shown;
  std::copy_if(all.begin() + static_cast<std::ptrdiff_t>(seen_), all.end(),
               std::back_inserter(shown),
               [this](const auto& line) { return kinds_.contains(line.kind); });
  seen_ = all.size();
  // What is seen of it comes after it, in the same moment.
  lines_.insert(lines_.begin(), shown.begin(), shown.end());
}

std::vector<std::string> recorder::take() {
  add_from_trace();
  std::stable_sort(lines_.begin(), lines_.end(), [](const auto& a, const auto& b) {
    return std::tuple{ms_of(a.at), std::string_view{a.node}, a.at} <
      std::tuple{ms_of(b.at), std::string_view{b.node}, b.at};
  });
  std::vector<std::string> out;
  for (const auto& line : lines_) out.push_back(to_text(line));
  lines_.clear();
  return out;
}

} // namespace carrick::test::transcripts
