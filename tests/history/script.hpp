#pragma once

#include <carrick/sim/history/history.hpp>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Histories as a test writes them down.
namespace carrick::test {

/// How a scripted call ends: at a time with its answer, or otherwise.
struct scripted_end {
  scripted_end(int when, sim::call_outcome what = sim::call_outcome::answered)
      : at(when), how(what) {}
  int at;
  sim::call_outcome how;
};
inline const scripted_end no_answer{std::numeric_limits<int>::max(), sim::call_outcome::unknown};
inline scripted_end failed_at(int at) { return {at, sim::call_outcome::failed}; }
inline scripted_end gave_up_at(int at) { return {at, sim::call_outcome::unknown}; }

template <class Model>
struct scripted_call {
  std::string client;
  int begin;
  scripted_end end;
  typename Model::operation asked;
  typename Model::answer got;
};

template <class Model>
sim::history<Model> played(const std::vector<scripted_call<Model>>& calls) {
  sim::history<Model> out;
  std::multimap<int, std::pair<std::size_t, bool>> events; // by time: the call, and is it its end
  for (std::size_t i = 0; i < calls.size(); ++i) {
    events.insert({calls[i].begin, {i, false}});
    if (calls[i].end.at != no_answer.at) events.insert({calls[i].end.at, {i, true}});
  }
  std::vector<std::size_t> numbers(calls.size());
  for (const auto& [time, event] : events) {
    const auto& [i, ends] = event;
    const duration at = std::chrono::milliseconds(time);
    if (!ends)
      numbers[i] = out.begin(calls[i].client, calls[i].asked, at);
    else if (calls[i].end.how == sim::call_outcome::answered)
      out.answered(numbers[i], calls[i].got, at);
    else if (calls[i].end.how == sim::call_outcome::failed)
      out.failed(numbers[i], at);
    else
      out.unknown(numbers[i], at);
  }
  return out;
}

template <class Model>
struct script {
  script(std::initializer_list<scripted_call<Model>> calls)
      : seen(played<Model>(std::vector<scripted_call<Model>>{calls})) {}

  sim::history_verdict judged(sim::consistency which = sim::consistency::linearizable) const {
    return seen.judge({.which = which}).verdict;
  }
  /// "client: asked -> got" of each line of the wrong part; " !" behind the one that goes wrong.
  std::vector<std::string> part(sim::consistency which = sim::consistency::linearizable) const {
    std::vector<std::string> out;
    const auto found = seen.judge({.which = which});
    if (!found.wrong) return out;
    for (const auto& line : found.wrong->lines)
      out.push_back(line.call.client + ": " + line.asked + " -> " + line.got +
                    (line.is_last ? " !" : ""));
    return out;
  }

  sim::history<Model> seen;
};

} // namespace carrick::test
