#include <carrick/actors/stop_plan.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/core/planted.hpp>
#include <carrick/core/quantity.hpp>

#include <algorithm>
#include <vector>

namespace carrick {
namespace {

using namespace std::chrono_literals;

// After the grace time: for links that are broken off to be closed, then for blocking work and for
// actors to end. All of it is a second; each has its time also if the process itself was held up.
constexpr auto close_limit = 250ms;
constexpr auto blocking_limit_min = 250ms;
constexpr auto end_limit = 500ms;
constexpr auto stop_limit = close_limit + blocking_limit_min + end_limit;
constexpr auto news_every = 1s;

std::string count(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string shown(duration time) {
  return show_duration(std::chrono::round<std::chrono::milliseconds>(time));
}

std::string text_of(const stop_plan::remains& left, bool links, bool actors) {
  std::vector<std::string> parts;
  if (links && left.links > 0) parts.push_back(count(left.links, "link"));
  if (links && left.membership) parts.push_back("the source of members");
  if (actors && left.blocking > 0)
    parts.push_back(count(left.blocking, "piece") + " of blocking work");
  if (actors && left.actors > 0) parts.push_back(count(left.actors, "actor"));
  return joined(parts);
}

} // namespace

stop_plan::stop_plan(duration grace, time_point now)
    : began_(now), grace_ends_(deadline_after(now, std::max(grace, duration::zero()))) {}

void stop_plan::enter(stage next, time_point until, time_point now) noexcept {
  const bool with_links = waits_for_links();
  at_ = next;
  stage_ends_ = until;
  told_stage_ = false;
  if (with_links && !waits_for_links()) links_ended_ = now;
}

auto stop_plan::next(const remains& left, time_point now) -> std::optional<step> {
  const bool closed = left.links == 0 && !left.membership;
  const bool over = now >= stage_ends_ || CARRICK_PLANTED(grace_not_waited);
  switch (at_) {
    case stage::begun:
      enter(stage::goodbye, grace_ends_, now);
      return step::say_goodbye;
    case stage::goodbye:
      if (!closed && over) {
        links_cut_ = left.links;
        enter(stage::cutting, now + close_limit, now);
        return step::cut_links;
      }
      [[fallthrough]];
    case stage::cutting:
      if (!closed && !over) return {};
      enter(stage::ending, grace_ends_, now);
      return step::end_actors;
    case stage::ending:
      if (left.actors > 0 && over) {
        enter(stage::hurrying, now + end_limit, now);
        return step::hurry_actors;
      }
      [[fallthrough]];
    case stage::hurrying:
      if (left.actors > 0 && !over) return {};
      enter(stage::ended, never, now);
      return step::end;
    case stage::ended:
      break;
  }
  return {};
}

time_point stop_plan::next_deadline() const noexcept {
  return told_at_ == never ? stage_ends_ : std::min(stage_ends_, told_at_ + news_every);
}

duration stop_plan::blocking_limit(time_point now) const noexcept {
  if (grace_ends_ == never) return duration::max();
  return std::max<duration>(grace_ends_ - now, blocking_limit_min);
}

time_point stop_plan::answer_limit(time_point now) const noexcept {
  return std::max(deadline_after(grace_ends_, stop_limit), now + close_limit);
}

std::string stop_plan::waits_for(const remains& left, time_point now) const {
  if (at_ == stage::begun || at_ == stage::ended) return {};
  auto text = text_of(left, waits_for_links(), !waits_for_links());
  if (text.empty()) return {};
  if (stage_ends_ == never) return text;
  const bool grace = at_ == stage::goodbye || at_ == stage::ending;
  return text + (grace ? " (broken off in " : " (given up in ") +
    shown(std::max<duration>(stage_ends_ - now, duration::zero())) + ")";
}

std::string stop_plan::summary(const remains& left, time_point now) const {
  auto text = "stopped after " + shown(now - began_) + ": links " + shown(links_ended_ - began_);
  if (links_cut_ > 0) text += ", " + std::to_string(links_cut_) + " of them broken off";
  text += ", blocking work and actors " + shown(now - links_ended_);
  auto rest = text_of(left, true, true);
  return rest.empty() ? text : text + "; left: " + rest;
}

std::optional<std::string> stop_plan::news(const remains& left, time_point now) {
  const bool due = told_at_ == never || now >= told_at_ + news_every;
  if (told_stage_ && (!due || left == told_)) {
    if (due) told_at_ = now;
    return {};
  }
  told_stage_ = true;
  told_at_ = now;
  told_ = left;
  if (at_ == stage::ended) return summary(left, now);
  auto text = waits_for(left, now);
  if (text.empty()) return {};
  return "stopping: waits for " + text;
}

} // namespace carrick
