#include <carrick/sim/checkers/handlers.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// What has happened to an asker is heard of within that time, unless bytes are held up.
constexpr duration asker_delay = 10ms;

std::pair<std::size_t, std::size_t> pair_of_nodes(std::size_t one, std::size_t other) {
  return {std::min(one, other), std::max(one, other)};
}

} // namespace

void handler_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<asked>(&what)) return on(*e, at);
  if (auto* e = std::get_if<ask_cancelled>(&what)) return on(*e);
  if (auto* e = std::get_if<executed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<late_answers_counted>(&what)) return on(*e, at);
  if (auto* e = std::get_if<link_began>(&what)) return on(*e, at);
  if (auto* e = std::get_if<link_closed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<cancel_heard>(&what)) return on(*e, at);
  if (auto* e = std::get_if<turned>(&what)) return on(*e, at);
  if (auto* e = std::get_if<actor_left>(&what)) gone_.insert(e->actor);
  if (auto* e = std::get_if<answered>(&what)) requests_[e->number].answered = true;
  if (auto* e = std::get_if<handler_said>(&what)) requests_[e->number].over = true;
}

void handler_checker::on(const asked& e, duration at) {
  auto& r = requests_[e.what.number];
  r.from = e.what.from;
  r.asker = e.asker;
  r.left = at;
  r.deadline = e.deadline;
  r.made = ++steps_;
  if (e.plain) plain_[e.what.number] = true;
  auto& there = ways_[{e.what.from, e.what.to}];
  if (there.links == 0) there.waiting.push_back(e.what.number);
}

void handler_checker::on(const link_began& e, duration at) {
  links_known_ = true;
  auto& there = ways_[{e.at, e.peer.node}];
  if (there.links++ > 0) return;
  for (const auto number : there.waiting) requests_[number].left = at;
  there.waiting.clear();
}

/// With the last link what it carried is lost.
void handler_checker::on(const link_closed& e, duration at) {
  const auto links = --ways_[{e.at, e.peer.node}].links;
  auto& running = running_[{e.at, e.peer}];
  std::erase_if(running, [&](std::uint64_t number) {
    const auto& r = requests_[number];
    return r.over || at >= r.handler_ends;
  });
  ends_[pair_of_nodes(e.at.node, e.peer.node)] = ++steps_;
  if (links > 0) return;
  auto& lost = cut_off_[e.at];
  lost.insert(lost.end(), running.begin(), running.end());
  running.clear();
}

void handler_checker::on(const turned& e, duration at) {
  for (const auto number : cut_off_[e.who])
    if (!requests_[number].over && at < requests_[number].handler_ends)
      fail("I14",
           "the handler of " + numbered("request", number) + " does not hear that its link is gone",
           at);
  cut_off_[e.who].clear();
}

bool handler_checker::has_cause(const record& r) const {
  if (!links_known_ || r.from.node == r.by.node) return true; // or nobody knows
  const auto end = ends_.find(pair_of_nodes(r.from.node, r.by.node));
  return r.cancelled > 0 || r.answered || gone_.contains(r.asker) ||
    (end != ends_.end() && end->second > r.made);
}

void handler_checker::on(const cancel_heard& e, duration at) {
  auto& r = requests_[e.number];
  r.over = true;
  if (at + asker_delay < r.deadline && !has_cause(r))
    fail("I14",
         "the handler of " + numbered("request", e.number) + " hears of a cancel that nobody made",
         at);
}

void handler_checker::on(const ask_cancelled& e) {
  auto& r = requests_[e.number];
  if (r.cancelled > 0) return;
  r.cancelled = ++steps_;
  if (r.handler != 0 && !r.over) unheard_[r.handler].push_back(e.number);
}

void handler_checker::on(const executed& e, duration at) {
  auto number = e.got.what.number;
  if (number == 0 || !requests_.has(number) || !e.got.intact) return;
  auto& r = requests_[number];
  if (e.time_left > r.deadline - r.left)
    fail("I2", numbered("request", number) + " gives its handler more time than was left", at);
  r.handler = e.got.actor;
  r.handler_ends = at + e.time_left;
  if (r.handler == 0) return;
  r.by = e.got.by;
  running_[{r.by, r.from}].push_back(number);
  if (r.cancelled > 0) unheard_[r.handler].push_back(number);
  if (plain_.has(number) && plain_[number]) judge_cancels_before(r, at);
}

void handler_checker::judge_cancels_before(const record& plain, duration at) {
  auto found = unheard_.find(plain.handler);
  if (found == unheard_.end()) return;
  std::erase_if(found->second, [&](std::uint64_t number) {
    auto& r = requests_[number];
    if (r.over || at >= r.handler_ends) return true;
    if (r.cancelled > plain.made || r.from != plain.from || r.asker != plain.asker) return false;
    fail("I14",
         "the handler of " + numbered("request", number) + " does not hear that it was cancelled",
         at);
    return true;
  });
}

void handler_checker::on(const late_answers_counted& e, duration at) {
  if (e.answers > e.verdicts)
    fail("I1",
         node_text(e.at.node) + " got " + std::to_string(e.answers) + " answers of " +
           node_text(e.peer.node) + " behind " + std::to_string(e.verdicts) + " verdicts",
         at);
}

} // namespace carrick::sim
