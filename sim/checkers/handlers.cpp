#include <carrick/sim/checkers/handlers.hpp>

namespace carrick::sim {
namespace {

/// 0: nobody hears of cancels there.
std::uint64_t place_of(const received& got) {
  constexpr std::uint64_t actors = std::uint64_t{1} << 63;
  return got.link != 0 ? got.link : got.actor != 0 ? actors | got.actor : 0;
}

} // namespace

void handler_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<asked>(&what)) return on(*e, at);
  if (auto* e = std::get_if<ask_cancelled>(&what)) return on(*e);
  if (auto* e = std::get_if<executed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<late_answers_counted>(&what)) return on(*e, at);
  if (auto* e = std::get_if<ask_left>(&what)) requests_[e->number].left = at;
  if (auto* e = std::get_if<cancel_heard>(&what)) requests_[e->number].over = true;
  if (auto* e = std::get_if<handler_said>(&what)) requests_[e->number].over = true;
  if (auto* e = std::get_if<link_closed>(&what)) unheard_.erase(e->link);
}

void handler_checker::on(const asked& e, duration at) {
  auto& r = requests_[e.what.number];
  r.from = e.what.from;
  r.asker = e.asker;
  r.left = at;
  r.deadline = e.deadline;
  r.made = ++steps_;
  if (e.plain) plain_[e.what.number] = true;
}

void handler_checker::on(const ask_cancelled& e) {
  auto& r = requests_[e.number];
  if (r.cancelled > 0) return;
  r.cancelled = ++steps_;
  if (r.place != 0 && !r.over) unheard_[r.place].push_back(e.number);
}

void handler_checker::on(const executed& e, duration at) {
  auto number = e.got.what.number;
  if (number == 0 || !requests_.has(number) || !e.got.intact) return;
  auto& r = requests_[number];
  if (e.time_left > r.deadline - r.left)
    fail("I2", numbered("request", number) + " gives its handler more time than was left", at);
  r.place = place_of(e.got);
  r.handler_ends = at + e.time_left;
  if (r.place == 0) return;
  if (r.cancelled > 0) unheard_[r.place].push_back(number);
  if (plain_.has(number) && plain_[number]) judge_cancels_before(r, at);
}

void handler_checker::judge_cancels_before(const record& plain, duration at) {
  auto found = unheard_.find(plain.place);
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
