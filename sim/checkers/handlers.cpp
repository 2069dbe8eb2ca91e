#include <carrick/sim/checkers/handlers.hpp>

namespace carrick::sim {

void handler_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<asked>(&what)) return on(*e, at);
  if (auto* e = std::get_if<ask_cancelled>(&what)) return on(*e);
  if (auto* e = std::get_if<executed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<late_answers_counted>(&what)) return on(*e, at);
  if (auto* e = std::get_if<link_began>(&what)) return on(*e, at);
  if (auto* e = std::get_if<link_closed>(&what)) return on(*e);
  if (auto* e = std::get_if<cancel_heard>(&what)) requests_[e->number].over = true;
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
  auto& there = ways_[{e.at, e.peer.node}];
  if (there.links++ > 0) return;
  for (const auto number : there.waiting) requests_[number].left = at;
  there.waiting.clear();
}

void handler_checker::on(const link_closed& e) { --ways_[{e.at, e.peer.node}].links; }

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
