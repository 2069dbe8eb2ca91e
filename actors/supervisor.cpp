#include <carrick/actors/supervisor.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/core/quantity.hpp>

#include <vector>

namespace carrick {
namespace {

using fate = restart_plan::fate;

std::string how(const actor_end& end) {
  std::string text = "has ended: ";
  text += end.why.ok() ? "by its own will" : to_string(end.why);
  if (end.lost > 0) text += "; " + std::to_string(end.lost) + " messages in its mailbox are lost";
  return text;
}

} // namespace

supervisor::supervisor(node_core& core, loop& where)
    : core_(core), where_(where), timer_(where, *this) {}

void supervisor::add(const actor_options& actor) {
  actors_.insert({actor.name, entry{actor, restart_plan{actor.restart}, {}}});
}

void supervisor::keeps(const std::string& name, caf::actor actor) {
  auto& known = actors_.at(name);
  if (known.runs) known.kept = std::move(actor);
}

void supervisor::begin() {
  judges_ = true;
  for (auto& [name, actor] : actors_)
    if (!actor.runs) judge(actor);
}

void supervisor::stop() {
  judges_ = false;
  timer_.cancel();
}

void supervisor::let_go() {
  stop();
  for (auto& [name, actor] : actors_) actor.kept = nullptr;
}

void supervisor::ended(const actor_end& end) {
  auto found = actors_.find(end.name);
  if (found == actors_.end() || !found->second.runs) return;
  auto& actor = found->second;
  actor.runs = false;
  actor.kept = nullptr;
  actor.last_end = end;
  actor.lost += end.lost;
  if (judges_) judge(actor);
}

void supervisor::judge(entry& actor) {
  auto now = where_.now();
  tell(actor, actor.plan.ended(!actor.last_end.why.ok(), now), now);
  if (actor.plan.due() != never) due_.emplace(actor.plan.due(), actor.options.name);
  arm_timer();
}

void supervisor::tell(const entry& actor, fate fate, time_point now) const {
  const auto& end = actor.last_end;
  const auto& limit = actor.plan.options();
  switch (fate) {
    case fate::restarts:
      return log(end.why.ok() ? log_level::info : log_level::warn, actor,
                 how(end) + "; restart " + std::to_string(actor.plan.restarts() + 1) + " in " +
                   show_duration(actor.plan.due() - now));
    case fate::stays_down:
      if (end.why.ok()) return log(log_level::info, actor, how(end));
      return log(log_level::error, actor,
                 how(end) + "; it stays down: restart = \"on-failure\" would start it again");
    case fate::gives_up:
      return log(log_level::error, actor,
                 how(end) + "; it stays down after " + std::to_string(limit.count) +
                   " restarts within " + format_duration(limit.within) +
                   ": start the node again, or allow more (restart_limit of the actor in the "
                   "configuration)");
  }
}

void supervisor::start_again(entry& actor) {
  actor.runs = true;
  auto started = core_.types().spawn(core_, core_.system(), actor.options);
  if (!started) return ended({.name = actor.options.name, .why = started.error()});
  log(log_level::info, actor, "is started again");
  actor.kept = std::move(*started);
}

void supervisor::on_timer() {
  // Apart first: one that cannot be started is judged again in here.
  std::vector<entry*> starting;
  for (auto now = where_.now(); !due_.empty() && due_.begin()->first <= now;) {
    auto& actor = actors_.at(due_.extract(due_.begin()).value().second);
    if (actor.plan.start(now)) starting.push_back(&actor);
  }
  for (auto* actor : starting) start_again(*actor);
  arm_timer();
}

void supervisor::arm_timer() { timer_.arm(due_.empty() ? never : due_.begin()->first); }

std::uint64_t supervisor::life(const std::string& name) const {
  auto found = actors_.find(name);
  if (found == actors_.end() || !found->second.runs) return 0;
  return found->second.plan.restarts() + 1;
}

bool supervisor::will_start(const std::string& name) const {
  auto found = actors_.find(name);
  return found != actors_.end() && !found->second.runs && found->second.plan.due() != never;
}

bool supervisor::all_serve() const {
  return std::all_of(actors_.begin(), actors_.end(), [](const auto& each) {
    const auto& actor = each.second;
    return actor.runs || (actor.plan.due() == never && actor.last_end.why.ok());
  });
}

void supervisor::fill(system_messages::actor_rows& rows) const {
  std::map<std::string, std::size_t> running;
  for (std::size_t i = 0; i < rows.actors.size(); ++i) running.emplace(rows.actors[i].name, i);
  for (const auto& [name, actor] : actors_) {
    auto found = running.find(name);
    auto& row = found != running.end() ? rows.actors[found->second] : rows.actors.emplace_back();
    if (found == running.end()) {
      row.name = name;
      row.type = actor.options.type;
      row.state = actor.plan.due() == never ? "ended" : "restarting";
    }
    row.restarts = actor.plan.restarts();
    row.lost = actor.lost;
  }
}

void supervisor::log(log_level level, const entry& actor, const std::string& text) const {
  if (core_.log().enabled(level))
    core_.log().write(level, "actor", actor.options.name + ": " + text);
}

} // namespace carrick
