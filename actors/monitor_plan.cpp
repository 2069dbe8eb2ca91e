#include <carrick/actors/monitor_plan.hpp>

#include <carrick/core/planted.hpp>
#include <carrick/core/result.hpp>

#include <algorithm>

namespace carrick {
namespace {

using namespace std::chrono_literals;
using reason = down_event::reason;

// Before a watch that broke is asked for again; its link is most often gone for longer.
constexpr auto pause_after_break = 100ms;
// Before one that was not there, or is no more, is asked for again. Where it is about to be started
// again, the question then waits for that.
constexpr auto pause_after_end = 100ms;
constexpr auto pause_after_absence = 1s;

/// Nothing that asking again would change.
bool is_final(code why) noexcept {
  switch (why) {
    case code::no_handler:
    case code::version_mismatch:
    case code::malformed:
    case code::too_large:
    case code::refused:
      return true;
    default:
      return false;
  }
}

/// Of a node in that state, what its actors are at once; nothing if that is to be found out.
std::optional<reason> verdict_of(member_state state) noexcept {
  switch (state) {
    case member_state::failed:
      return reason::node_failed;
    case member_state::left:
      return reason::ended;
    case member_state::removed:
      return reason::removed;
    default:
      return std::nullopt;
  }
}

status why(reason what, const node_id& node) {
  switch (what) {
    case reason::node_failed:
      return fail(code::unreachable, node.text() + " has failed");
    case reason::removed:
      return fail(code::removed, node.text() + " is no member");
    default:
      return fail(code::draining, node.text() + " has left");
  }
}

} // namespace

// -- what is known of nodes -----------------------------------------------------------------------

void monitor_plan::member(const member_event& event, time_point now) {
  const auto& node = event.node;
  auto gone = verdict_of(event.info.state);
  if (gone == reason::removed)
    nodes_.erase(node);
  else
    nodes_[node] = {event.info.state, event.info.incarnation.value};
  if (gone) return all_done(node, *gone, why(*gone, node), now);
  process_is(node, event.info.incarnation.value, now);
  for (auto& [of, w] : watches_)
    if (of.node == node) ask_if_reachable(of, w);
}

void monitor_plan::process_is(const node_id& node, std::uint64_t incarnation, time_point now) {
  if (incarnation == 0) return; // never linked
  for (auto at = watches_.begin(); at != watches_.end();) {
    auto& meant = at->second.life.incarnation;
    if (at->first.node == node && meant == 0) meant = incarnation;
    if (at->first.node == node && meant != incarnation)
      at = done(at, reason::ended, fail(code::ended, node.text() + " is another process now"), now);
    else
      ++at;
  }
}

// -- monitors -------------------------------------------------------------------------------------

void monitor_plan::monitor(std::uint64_t number, const monitored_actor& of,
                           const monitor_options& options, time_point now) {
  monitors_[number] = {of, options.lasting};
  auto [at, is_new] = watches_.try_emplace(of);
  at->second.monitors.insert(number);
  auto known = nodes_.find(of.node);
  auto gone = known == nodes_.end() ? reason::removed : verdict_of(known->second.state);
  if (gone) {
    done(at, *gone, why(*gone, of.node), now);
    return;
  }
  if (at->second.there) tell_up(number); // as the others were told before
  if (!is_new) return;
  at->second.life.incarnation = known->second.incarnation;
  ask_if_reachable(of, at->second);
}

void monitor_plan::tell_up(std::uint64_t number) {
  auto& m = monitors_.at(number);
  if (!m.lasting || std::exchange(m.told_up, true)) return;
  if (!CARRICK_PLANTED(second_end_untold)) m.told_down = false;
  events_.push_back(monitor_up{number, m.of});
}

void monitor_plan::drop(std::uint64_t number) {
  auto known = monitors_.extract(number);
  if (known.empty()) return;
  auto at = watches_.find(known.mapped().of);
  at->second.monitors.erase(number);
  if (!at->second.monitors.empty()) return;
  if (at->second.asked) events_.push_back(watch_unwanted{at->first});
  watches_.erase(at);
}

monitor_plan::watch_map::iterator monitor_plan::done(watch_map::iterator of, reason what,
                                                     const status& why, time_point now) {
  auto& w = of->second;
  if (w.asked) events_.push_back(watch_unwanted{of->first});
  std::erase_if(w.monitors, [&](std::uint64_t number) {
    auto& m = monitors_.at(number);
    m.told_up = false;
    if (!std::exchange(m.told_down, true))
      events_.push_back(
        monitor_done{number, {of->first.node, of->first.name, what, why}, m.lasting});
    return !m.lasting && monitors_.erase(number) > 0;
  });
  if (w.monitors.empty()) return watches_.erase(of);
  w.asked = w.there = false;
  w.life = {};
  w.again = now + (what == reason::ended ? pause_after_end : pause_after_absence);
  return std::next(of);
}

void monitor_plan::all_done(const node_id& node, reason what, const status& why, time_point now) {
  for (auto at = watches_.begin(); at != watches_.end();)
    at = at->first.node == node ? done(at, what, why, now) : std::next(at);
}

// -- watches --------------------------------------------------------------------------------------

void monitor_plan::ask(const monitored_actor& of, watch& w) {
  w.asked = true;
  w.again = never;
  events_.push_back(watch_wanted{of, w.life});
}

void monitor_plan::ask_if_reachable(const monitored_actor& of, watch& w) {
  auto node = nodes_.find(of.node);
  if (w.asked || node == nodes_.end() || node->second.state != member_state::reachable) return;
  if (w.again == never) ask(of, w);
}

void monitor_plan::watching(const monitored_actor& of, actor_life life) {
  auto at = watches_.find(of);
  if (at == watches_.end() || !at->second.asked) return;
  at->second.life = life;
  at->second.there = true;
  for (auto number : at->second.monitors) tell_up(number);
}

void monitor_plan::ended(const monitored_actor& of, const status& why, time_point now) {
  auto at = watches_.find(of);
  if (at == watches_.end() || !at->second.asked) return;
  at->second.asked = false; // it has had its last word
  done(at, reason::ended, why, now);
}

void monitor_plan::absent(const monitored_actor& of, const status& why, time_point now) {
  auto at = watches_.find(of);
  if (at == watches_.end() || !at->second.asked) return;
  at->second.asked = false;
  done(at, reason::no_such_actor, why, now);
}

void monitor_plan::broken(const monitored_actor& of, const status& why, time_point now) {
  auto at = watches_.find(of);
  if (at == watches_.end() || !at->second.asked) return;
  at->second.asked = at->second.there = false;
  if (why == code::removed) return static_cast<void>(done(at, reason::removed, why, now));
  if (is_final(why.code())) return static_cast<void>(done(at, reason::no_such_actor, why, now));
  at->second.again = now + pause_after_break;
}

void monitor_plan::tick(time_point now) {
  for (auto& [of, w] : watches_) {
    if (w.again > now) continue;
    w.again = never;
    ask_if_reachable(of, w);
  }
}

time_point monitor_plan::next_deadline() const noexcept {
  auto next = never;
  for (const auto& [of, w] : watches_) next = std::min(next, w.again);
  return next;
}

std::optional<monitor_event> monitor_plan::next() {
  if (events_.empty()) return std::nullopt;
  auto event = std::move(events_.front());
  events_.pop_front();
  return event;
}

} // namespace carrick
