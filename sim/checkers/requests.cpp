#include <carrick/sim/checkers/requests.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// Timers are exact to 2^20 ns.
constexpr duration timer_step = 3ms;
// From the end of a node's link to itself to its own.
constexpr duration last_words = 15s;
// Within a node, whose loops do not wait.
constexpr duration local_delay = 100ms;

} // namespace

void request_checker::see(const observation& what, duration at) {
  if (auto* e = std::get_if<asked>(&what)) return on(*e, at);
  if (auto* e = std::get_if<executed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<answered>(&what)) return on(*e, at);
  if (auto* e = std::get_if<turned>(&what)) return on(*e, at);
  if (auto* e = std::get_if<actor_left>(&what)) return on(*e);
  if (auto* e = std::get_if<link_closed>(&what)) return on(*e, at);
  if (auto* e = std::get_if<process_ended>(&what)) return on(*e, at);
  if (auto* e = std::get_if<member_forgotten>(&what)) forgotten_.insert({e->node, e->member});
  if (auto* e = std::get_if<ask_cancelled>(&what)) requests_[e->number].cancelled = at;
  if (auto* e = std::get_if<node_held>(&what)) held_[e->node] = std::max(held_[e->node], e->until);
  if (auto* e = std::get_if<handler_said>(&what)) {
    auto& r = requests_[e->number];
    if (r.said) return;
    r.said = e->what;
    r.said_at = at;
  }
}

void request_checker::on(const asked& e, duration at) {
  auto& r = requests_[e.what.number];
  r.what = e.what;
  r.made = at;
  r.deadline = e.deadline;
  r.asker = e.asker;
  r.target = e.target;
}

void request_checker::on(const executed& e, duration at) {
  auto number = e.got.what.number;
  if (number == 0 || !requests_.has(number)) return; // of no request of ours: I7 says so
  auto& r = requests_[number];
  if (++r.executed > 1) fail("I1", numbered("request", number) + " was executed twice", at);
  if (r.verdicts > 0 && surely_not_executed(r.verdict))
    fail("I12",
         numbered("request", number) + " was executed after the verdict " +
           std::string{name_of(r.verdict)},
         at);
}

void request_checker::on(const answered& e, duration at) {
  auto& r = requests_[e.number];
  if (r.what.number == 0) return fail("I2", numbered("request", e.number) + " was never made", at);
  if (++r.verdicts > 1) return fail("I2", numbered("request", e.number) + " got two verdicts", at);
  r.verdict = e.what;
  if (r.abandoned)
    return fail("I2", numbered("request", e.number) + " got a verdict after its asker's end", at);
  judge_time(r, e.number, at);
  judge(r, e.number, at);
  if (e.what == code::ok && e.reply.what.number != e.number)
    fail(
      "I7",
      numbered("request", e.number) + " got the answer of " + std::to_string(e.reply.what.number),
      at);
}

void request_checker::judge_time(const record& r, std::uint64_t number, duration at) {
  auto late = std::max(r.deadline, held_[r.what.from.node]) + timer_step;
  if (at > late)
    fail("I2", numbered("request", number) + " got its verdict after its deadline", at);
  auto whole = r.deadline - r.made;
  if (r.verdict == code::deadline_exceeded && at < r.deadline - whole / 1000 - timer_step)
    fail("I12", numbered("request", number) + " is called late before its deadline", at);
  const auto given_up = r.cancelled ? std::max(*r.cancelled, r.made) : duration::max();
  if (given_up < at && at > std::max(given_up, held_[r.what.from.node]) + local_delay)
    fail("I2", numbered("request", number) + " got its verdict long after it was cancelled", at);
  judge_local_answer(r, number, at);
}

/// There is no network before it.
void request_checker::judge_local_answer(const record& r, std::uint64_t number, duration at) {
  if (r.what.from.node != r.what.to || r.verdict != code::deadline_exceeded || !r.said) return;
  if (at > std::max(r.said_at, held_[r.what.to]) + local_delay)
    fail("I2", numbered("request", number) + " has no answer, but its handler gave one", at);
}

void request_checker::judge(const record& r, std::uint64_t number, duration at) {
  auto wrong = [&](std::string_view why) {
    fail("I12",
         numbered("request", number) + " ended as " + std::string{name_of(r.verdict)} + " " +
           std::string{why},
         at);
  };
  switch (r.verdict) {
    case code::ok:
    case code::no_handler:
    case code::invalid_argument:
    case code::internal:
      if (r.executed == 0 && may_find_nobody(r)) return;
      if (r.executed == 0) return wrong("though nobody executed it");
      if (r.said != r.verdict) return wrong("though its handler said otherwise");
      return;
    case code::cancelled:
      if (!r.cancelled) wrong("though nobody cancelled it");
      return;
    case code::ended: // perhaps executed, by an actor that failed before it answered
      if (!mortal_.contains({r.what.to, r.target}))
        wrong("though its target has always been there");
      return;
    case code::unreachable:
    case code::draining:
      if (r.executed > 0) wrong("though it was executed");
      return;
    case code::not_found:
      if (!forgotten_.contains({r.what.from.node, r.what.to}))
        wrong("though its target has always been a member");
      else if (r.executed > 0)
        wrong("though it was executed");
      return;
    case code::removed: // perhaps executed, as with a lost link
      if (!forgotten_.contains({r.what.from.node, r.what.to}))
        wrong("though its target has always been a member");
      return;
    case code::refused:
      if (!forgotten_.contains({r.what.to, r.what.from.node}))
        wrong("though its target has always known its asker");
      else if (r.executed > 0)
        wrong("though it was executed");
      return;
    case code::overloaded: // or its answer found no room
    case code::deadline_exceeded:
      return;
    case code::link_lost:
      if (r.what.to == r.what.from.node)
        left_itself_.try_emplace(r.what.from, at);
      else
        lost_.push_back({number, r.what.from, r.what.to});
      return;
    default:
      wrong("which nothing here causes");
  }
}

/// An actor that has ended leaves what waits before it to nobody, and is away for a while.
bool request_checker::may_find_nobody(const record& r) const {
  return (r.verdict == code::no_handler || r.verdict == code::internal) &&
    mortal_.contains({r.what.to, r.target});
}

void request_checker::on(const actor_left& e) {
  mortal_.insert({e.who.node, e.target});
  for (auto& r : requests_)
    if (r.what.number != 0 && r.asker == e.actor && r.verdicts == 0) r.abandoned = true;
}

void request_checker::on(const link_closed& e, duration at) { ends_[{e.at, e.peer.node}] = at; }

void request_checker::on(const turned& e, duration at) {
  for (const auto& l : lost_) {
    if (l.from != e.who) continue;
    const auto end = ends_.find({l.from, l.to});
    if (end == ends_.end() || end->second < requests_[l.number].made)
      fail("I12", numbered("request", l.number) + " ended as link_lost, but no link did", at);
  }
  std::erase_if(lost_, [&](const lost& l) { return l.from == e.who; });
}

void request_checker::on(const process_ended& e, duration at) {
  gone_[e.who] = true;
  if (const auto left = left_itself_.find(e.who); left != left_itself_.end()) {
    if (at > std::max(left->second, held_[e.who.node]) + last_words)
      fail("I12", node_text(e.who.node) + " has lost its link to itself, and went on", at);
    left_itself_.erase(left);
  }
  if (!e.in_order) return;
  for (auto& r : requests_)
    if (r.what.number != 0 && r.what.from == e.who && r.verdicts == 0 && !r.abandoned)
      return fail("I2", numbered("request", r.what.number) + " got no verdict before its node left",
                  at);
}

void request_checker::finish(duration at) {
  for (auto& r : requests_)
    if (r.what.number != 0 && r.verdicts == 0 && !r.abandoned && !gone_[r.what.from])
      return fail("I2", numbered("request", r.what.number) + " got no verdict at all", at);
}

} // namespace carrick::sim
