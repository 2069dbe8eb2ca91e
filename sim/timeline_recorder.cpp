#include <carrick/sim/timeline_recorder.hpp>

#include <carrick/sim/fault_plan.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

std::pair<std::size_t, std::size_t> pair_of(std::size_t a, std::size_t b) {
  return {std::min(a, b), std::max(a, b)};
}

std::string tip_of(const fault& f) {
  std::string out;
  for (auto node : f.nodes) out += (out.empty() ? "" : ", ") + subject::name(node);
  const auto aimed = to_string(f.aimed);
  return aimed.empty() ? out : out + ", " + aimed;
}

} // namespace

timeline_recorder::timeline_recorder(observer& next, std::size_t nodes, bool wanted)
    : next_(next), wanted_(wanted) {
  out_.nodes = nodes;
}

void timeline_recorder::see(const observation& what, duration at) {
  next_.see(what, at);
  if (wanted_) std::visit([&](const auto& e) { note(e, at); }, what);
}

void timeline_recorder::note(const process_began& e, duration at) { running_[e.who.node] = at; }

void timeline_recorder::note(const process_ended& e, duration at) {
  auto began = running_.find(e.who.node);
  if (began == running_.end()) return;
  out_.lives.push_back({e.who.node, {began->second, at}, !e.in_order});
  running_.erase(began);
  for (auto& [pair, state] : pairs_)
    for (auto node : {pair.first, pair.second})
      if (node == e.who.node)
        change(pair, node, -state.links[node == pair.second], e.in_order ? "left" : "crashed", at);
}

void timeline_recorder::note(const node_held& e, duration at) {
  out_.pauses.push_back({e.node, {at, e.until}});
}

void timeline_recorder::note(const link_began& e, duration at) {
  change(pair_of(e.at.node, e.peer.node), e.at.node, 1, {}, at);
}

void timeline_recorder::note(const link_closed& e, duration at) {
  auto why = e.why == code::ok ? std::string{} : std::string{name_of(e.why)};
  change(pair_of(e.at.node, e.peer.node), e.at.node, -1, why, at);
}

void timeline_recorder::change(node_pair pair, std::size_t by, int links, const std::string& why,
                               duration at) {
  auto& state = pairs_[pair];
  bool before = state.linked();
  auto& mine = state.links[by == pair.second];
  mine = std::max(0, mine + links);
  if (!before && state.linked()) state.since = at;
  if (before && !state.linked())
    out_.links.push_back({pair.first, pair.second, {state.since, at}, why});
}

void timeline_recorder::note(const asked& e, duration at) {
  requests_[e.what.number] = {e.what.from.node, at};
}

void timeline_recorder::note(const answered& e, duration at) {
  auto open = requests_.find(e.number);
  if (open == requests_.end()) return;
  auto request = open->second;
  requests_.erase(open);
  if (seen_++ % keep_every_ != 0) return;
  out_.requests.push_back({request.node, request.sent, at - request.sent, e.what});
  if (out_.requests.size() > timeline::requests_max) thin_out();
}

/// Every second one is enough from now on.
void timeline_recorder::thin_out() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out_.requests.size(); i += 2)
    out_.requests[kept++] = out_.requests[i];
  out_.requests.resize(kept);
  keep_every_ *= 2;
}

void timeline_recorder::note(const posts_counted& e, duration at) {
  auto& before = dropped_[{e.by.node, e.to}];
  if (e.dropped > before)
    out_.drops.push_back(
      {e.by.node, at, std::to_string(e.dropped - before) + " to " + subject::name(e.to)});
  before = e.dropped;
}

std::optional<timeline> timeline_recorder::take(const fault_plan& plan, duration at) {
  if (!wanted_) return {};
  out_.length = at;
  for (const auto& [node, since] : running_) out_.lives.push_back({node, {since, at}, false});
  for (const auto& [pair, state] : pairs_)
    if (state.linked()) out_.links.push_back({pair.first, pair.second, {state.since, at}, {}});
  for (auto& each : out_.pauses) each.during.to = std::min(each.during.to, at);
  for (const auto& f : plan.faults)
    if (f.at < at)
      out_.faults.push_back({{f.at, f.at + std::min(f.length, at - f.at)},
                             std::string{name_of(f.kind)},
                             tip_of(f),
                             f.nodes});
  return std::move(out_);
}

} // namespace carrick::sim
