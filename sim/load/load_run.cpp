#include <carrick/sim/load/load_run.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/sim/subject.hpp>

#include <algorithm>
#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// Work is spread over as many actors as there are.
constexpr auto act_somewhere_every = 9ms;

} // namespace

load_run::load_run(world& in, observer& told, std::vector<node_id> nodes)
    : world_(in), told_(told), nodes_(std::move(nodes)) {}

std::size_t load_run::number_of(const node_id& node) const {
  const auto at = std::find(nodes_.begin(), nodes_.end(), node);
  ENSURE(at != nodes_.end());
  return static_cast<std::size_t>(at - nodes_.begin());
}

duration load_run::act_every() const noexcept {
  return act_somewhere_every * static_cast<int>(nodes_.size() * load_actors);
}

// -- what is seen ---------------------------------------------------------------------------------

void load_run::see(const process_id& by, const observation& what) {
  if (gone_.contains(by))
    return told_.see(broken_promise{by, "I16", "code of a process runs that is gone"},
                     world_.elapsed());
  told_.see(what, world_.elapsed());
}

void load_run::see_last(const process_id& by, const observation& what) {
  if (!gone_.contains(by)) told_.see(what, world_.elapsed());
}

void load_run::write(const process_id& by, std::string_view kind, const std::string& text) {
  world_.trace().explain(world_.elapsed(), subject::name(by.node), kind, text);
}

// -- actors ---------------------------------------------------------------------------------------

process_id load_run::process_at(std::size_t node) const {
  const auto found = last_.find(node);
  return found == last_.end() ? process_id{node, 0} : found->second;
}

std::uint64_t load_run::actor_began(const process_id& who) {
  last_[who.node] = who;
  actors_[++actors_made_].of = who;
  return actors_made_;
}

void load_run::began(std::uint64_t actor, open_thing what) { actors_[actor].open.began(what); }

void load_run::ended(std::uint64_t actor, open_thing what) {
  auto& known = actors_[actor];
  if (!known.open.ended(what))
    see(known.of,
        broken_promise{known.of, "I15", "the count of a kind of open things went below zero"});
}

std::string load_run::missing() const {
  for (const auto& [number, each] : actors_)
    if (const auto open = each.open.text(); !open.empty())
      return "an actor of " + subject::name(each.of.node) + " has " + open;
  return away();
}

/// One that has failed is away until it is started again.
std::string load_run::away() const {
  std::map<process_id, std::size_t> there;
  for (const auto& [number, each] : actors_) ++there[each.of];
  for (const auto& [node, who] : last_)
    if (!gone_.contains(who) && there[who] < load_actors)
      return "an actor of " + subject::name(node) + " is away";
  return {};
}

// -- probes ---------------------------------------------------------------------------------------

std::uint64_t load_run::probe_began(std::string what) {
  probes_[++probes_made_] = std::move(what);
  return probes_made_;
}

void load_run::probe_ended(std::uint64_t number, const status& how) {
  const auto known = probes_.find(number);
  if (known == probes_.end()) return;
  if (how.ok())
    probes_.erase(known);
  else
    known->second += ": " + to_string(how);
}

std::string load_run::failed_probe() const {
  if (probed_.size() < nodes_.size())
    return "only " + std::to_string(probed_.size()) + " nodes probe";
  return probes_.empty() ? std::string{} : probes_.begin()->second;
}

} // namespace carrick::sim
