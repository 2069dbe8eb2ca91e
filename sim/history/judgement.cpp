#include <carrick/sim/history/judgement.hpp>

#include <carrick/core/utf8.hpp>
#include <carrick/sim/history/smallest_part.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace carrick::sim {
namespace {

std::vector<search_call> search_calls_of(const erased_history& of) {
  std::vector<search_call> out;
  std::map<std::string_view, std::size_t> clients;
  for (std::size_t i = 0; i < of.calls.size(); ++i) {
    const auto& call = of.calls[i];
    const bool answered = call.outcome == call_outcome::answered;
    const auto meant = of.when_unknown[i];
    if (call.outcome == call_outcome::failed || (!answered && meant == unknown_outcome::never))
      continue;
    const bool has_end = answered || meant == unknown_outcome::in_time;
    out.push_back({i, clients.try_emplace(call.client, clients.size()).first->second, call.invoked,
                   has_end ? call.returned : history_call::open_end, answered});
  }
  return out;
}

wrong_part part_of(const erased_history& of, const std::vector<search_call>& calls,
                   const search_options& options) {
  const auto smallest = smallest_part(calls, *of.space, options);
  wrong_part out{options.which,
                 made_printable(of.key),
                 {},
                 made_printable(of.space->text(smallest.state)),
                 of.calls.size()};
  for (auto which : smallest.calls) {
    const auto i = calls[which].call;
    const bool answered = of.calls[i].outcome == call_outcome::answered;
    out.lines.push_back({of.calls[i], made_printable(of.asked(i)),
                         answered ? made_printable(of.got(i)) : std::string{},
                         which == smallest.last});
    auto& client = out.lines.back().call.client;
    client = made_printable(client);
  }
  std::stable_sort(out.lines.begin(), out.lines.end(),
                   [](const auto& a, const auto& b) { return a.call.invoked < b.call.invoked; });
  return out;
}

std::string moment_text(duration d) {
  std::array<char, 32> text;
  const auto seconds = std::chrono::duration<double>(d).count();
  return {text.data(),
          static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.6f", seconds))};
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string line_text(const wrong_part::line& line, std::size_t client_width) {
  const auto& call = line.call;
  const bool ended = call.returned != history_call::open_end;
  auto out = "  " + moment_text(call.invoked_at) + " to " +
    (ended ? moment_text(call.returned_at) : "the end") + "  " + padded(call.client, client_width) +
    "  " + line.asked;
  if (call.outcome == call_outcome::unknown)
    out += ": no answer, so it may have happened";
  else
    out += " -> " + line.got;
  return line.is_last ? out + "  <- fits nowhere" : out;
}

} // namespace

std::string to_string(const wrong_part& part) {
  std::string out =
    part.which == consistency::linearizable ? "not linearizable" : "not sequentially consistent";
  if (!part.key.empty()) out += ", key \"" + part.key + "\"";
  out += ": no order gives the answers of these " + std::to_string(part.lines.size()) + " of " +
    std::to_string(part.of) + " calls\n";
  std::size_t width = 0;
  for (const auto& line : part.lines) width = std::max(width, line.call.client.size());
  for (const auto& line : part.lines) out += line_text(line, width) + "\n";
  return out + "  the others can be put in order, which may end in the state: " + part.state + "\n";
}

std::string to_string(const judgement& found) {
  if (found.wrong) return to_string(*found.wrong);
  if (found.right()) return "right: " + std::to_string(found.calls) + " calls";
  return "undecided: " + std::to_string(found.calls) + " calls, and no verdict after " +
    std::to_string(found.states) +
    " states: split them by key, shorten the run or raise states_max";
}

void judge_history(const erased_history& of, const search_options& options, judgement& all) {
  const auto calls = search_calls_of(of);
  const auto found = search_order(calls, *of.space, options);
  all.calls += of.calls.size();
  all.states += found.states;
  if (found.verdict == history_verdict::wrong && !all.wrong) {
    all.verdict = history_verdict::wrong;
    all.wrong = part_of(of, calls, options);
  } else if (found.verdict == history_verdict::undecided && !all.wrong) {
    all.verdict = history_verdict::undecided;
  }
}

} // namespace carrick::sim
