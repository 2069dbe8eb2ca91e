#include <carrick/sim/kit/member_watch.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/sim/kit/ground.hpp>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace carrick::sim {

std::optional<system_messages::member_change> member_watch::next(duration limit) {
  if (waiting_.empty()) return events_.next(limit);
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

void member_watch::expect(member_event::type what, std::string_view of, duration limit) {
  static_cast<void>(at_->number_of(of));
  const auto until = deadline_after(at_->now(), limit > duration::zero() ? limit : limit_);
  const auto is_it = [&](const auto& each) {
    return each.node == of && each.what == name_of(what);
  };
  auto found = std::find_if(waiting_.begin(), waiting_.end(), is_it);
  while (found == waiting_.end()) {
    auto got = events_.next(until - at_->now());
    if (!got) not_said(what, of);
    waiting_.push_back(std::move(*got));
    found = is_it(waiting_.back()) ? std::prev(waiting_.end()) : waiting_.end();
  }
  const auto taken = std::next(found);
  waiting_.erase(
    std::remove_if(waiting_.begin(), taken, [&](const auto& each) { return each.node == of; }),
    taken);
}

void member_watch::not_said(member_event::type what, std::string_view of) const {
  std::vector<std::string> others;
  for (const auto& each : waiting_) others.push_back(each.what + " " + each.node);
  auto text =
    node_ + " has not said \"" + std::string{name_of(what)} + " " + std::string{of} + "\"; ";
  text += others.empty() ? "it said nothing" : "it said " + joined(others);
  if (const auto end = events_.end()) text += ", and then ended: " + to_string(*end);
  at_->failed(text);
}

} // namespace carrick::sim
