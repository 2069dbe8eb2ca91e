#include <carrick/sim/nodes/node_run.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/sim/nodes/probe_messages.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto nodes_look_every = 50ms;
// No honest load holds a loop for that long.
constexpr auto busy_max = 1s;
// Work is spread over as many nodes as there are.
constexpr auto node_ask_every = 15ms;
constexpr auto node_post_every = 20ms;

std::size_t nodes_of(const scenario& what) {
  if (what.nodes > 0) return what.nodes;
  draws size{what.seed, "size"};
  return size.between(std::uint64_t{3}, 9);
}

fault_plan plan_of(const scenario& what) {
  if (what.plan) return *what.plan;
  // Damage among whole nodes would be found by the checksum and end links, as other faults do.
  return draw_plan({what.seed, "faults"}, {nodes_of(what), what.length, {}, {fault_kind::corrupt}});
}

config::cluster_spec with_prober(const scenario& what, const config::cluster_spec& spec) {
  auto out = alike(nodes_of(what), spec);
  for (auto& [id, node] : out.nodes)
    node.actors.push_back({std::string{prober_name}, std::string{prober_type}, {}});
  return out;
}

sim::cluster_options options_of(const scenario& what) {
  sim::cluster_options options;
  options.seed = what.seed;
  options.trace_lines = what.trace_lines;
  return options;
}

} // namespace

node_run::node_run(const scenario& what, const registry& types, const config::cluster_spec& spec)
    : scenario_(what),
      checkers_(what.seed),
      alive_(nodes_of(what)),
      plan_(plan_of(what)),
      recorder_(checkers_, alive_.size(), what.wants_timeline),
      world_(what.seed),
      probers_{world_, recorder_} {
  const auto count = static_cast<int>(alive_.size());
  probers_.nodes = alive_.size();
  probers_.ask_every = node_ask_every * count;
  probers_.post_every = node_post_every * count;
  auto all = types;
  add_prober(all, probers_);
  try {
    cluster_.emplace(world_, std::move(all), with_prober(what, spec), options_of(what));
    look_who_runs();
    faults_.emplace(*this, plan_);
  } catch (const std::logic_error& mistake) {
    found_ = violation{"simulation", mistake.what(), {}};
  }
}

// -- what faults do -------------------------------------------------------------------------------

void node_run::see(const observation& what) { recorder_.see(what, world_.elapsed()); }

/// Tells of processes that began or ended since it was called last.
void node_run::look_who_runs() {
  for (std::size_t i = 0; i < alive_.size(); ++i) {
    std::optional<process_id> now;
    if (cluster_->running(i)) now = process_id{i, cluster_->incarnation(i)};
    if (now == alive_[i]) continue;
    if (alive_[i]) gone(*alive_[i], true);
    if (now) see(process_began{*now});
    alive_[i] = now;
  }
  look_who_is_linked();
}

/// Whole nodes do not observe their links: for the timeline alone.
void node_run::look_who_is_linked() {
  if (!scenario_.wants_timeline) return;
  std::set<std::pair<std::size_t, std::size_t>> now;
  for (std::size_t i = 0; i < size(); ++i)
    for (const auto& other : cluster_->linked(name(i)))
      now.emplace(i, std::stoul(other.text().substr(1)) - 1);
  const auto tell = [this](const auto& from, const auto& without, const auto& event) {
    for (const auto& [a, b] : from)
      if (a != b && !without.contains({a, b})) recorder_.record(event(a, b), world_.elapsed());
  };
  tell(linked_, now, [](std::size_t a, std::size_t b) { return link_closed{{a}, {b}}; });
  tell(now, linked_, [](std::size_t a, std::size_t b) { return link_began{{a}, {b}}; });
  linked_ = std::move(now);
}

/// The checkers take every end for a crash: what its prober still waited for is not judged.
void node_run::gone(const process_id& who, bool in_order) {
  if (!probers_.gone.insert(who).second) return;
  probers_.open.erase(who);
  checkers_.see(process_ended{who, false}, world_.elapsed());
  recorder_.record(process_ended{who, in_order}, world_.elapsed());
}

void node_run::crash(std::size_t node, death how) {
  if (alive_[node]) gone(*alive_[node], false);
  cluster_->crash(node, how);
  look_who_runs();
}

void node_run::restart(std::size_t node) {
  look_who_runs();
  cluster_->restart(node);
  look_who_runs();
}

void node_run::held(std::size_t node, duration length) {
  see(node_held{node, world_.elapsed() + length});
}

void node_run::pause(std::size_t node, duration length) {
  held(node, length);
  cluster_->pause(node, length);
}

void node_run::stall(std::size_t node, duration length) {
  held(node, length);
  cluster_->stall(node, length);
}

void node_run::forget(std::size_t node, std::size_t member) {
  see(member_forgotten{node, member});
  cluster_->forget(node, member);
}

void node_run::look_who_never_rests() {
  for (std::size_t i = 0; i < size(); ++i)
    if (cluster_->busy(i) > busy_max)
      violated("I13", name(i) + " has not rested for a second: an actor of it never waits");
}

// -- phases ---------------------------------------------------------------------------------------

bool node_run::over() const {
  return found_ || checkers_.found() || !cluster_->problem().empty() ||
    world_.elapsed() >= scenario_.until;
}

/// Until `done()`, or for `limit`; false: something was violated, or the scenario ends.
bool node_run::run_until(const std::function<bool()>& done, duration limit) {
  const auto end = deadline_after(world_.now(), limit);
  while (!over() && !done() && world_.now() < end) {
    const auto stop = std::min<time_point>(end, world_.now() + nodes_look_every);
    const auto last = deadline_after(world::beginning, scenario_.until);
    world_.run_until([this] { return checkers_.found().has_value(); }, std::min(stop, last));
    look_who_runs();
    look_who_never_rests();
  }
  return !over();
}

bool node_run::disturb() {
  if (found_) return false;
  return run_until([] { return false; }, scenario_.length - world_.elapsed());
}

/// Three times the longest pause, twice the peer timeout, and what a dial and a goodbye may take.
duration node_run::healing_time() const {
  const node_options defaults;
  return 3 * defaults.reconnect.max + 2 * defaults.link.fail_after + defaults.dial_timeout +
    defaults.dial_fallback + limits::handshake + limits::goodbye_hard;
}

bool node_run::heal() {
  faults_->heal();
  look_who_runs();
  probers_.calm = true;
  const auto limit = healing_time();
  see(healed{world_.elapsed() + limit});
  const auto come_right = [this] {
    for (std::size_t i = 0; i < size(); ++i) restart(i); // who was still leaving when faults ended
    return missing().empty();
  };
  if (!run_until(come_right, limit)) return false;
  if (const auto lacks = missing(); !lacks.empty()) return violated("liveness", lacks);
  return probe_all();
}

/// What keeps the cluster from being as without faults; empty: nothing.
std::string node_run::missing() {
  for (std::size_t i = 0; i < size(); ++i) {
    if (!running(i)) return name(i) + " does not run";
    if (cluster_->linked(name(i)).size() + 1 < size()) return name(i) + " misses a link";
  }
  for (const auto& [who, open] : probers_.open)
    if (open > 0)
      return name(who.node) + " waits for the verdicts of " + std::to_string(open) + " requests";
  return posts_missing();
}

/// Between turns, so that the accounts may be read from here.
std::string node_run::posts_missing() {
  for (std::size_t a = 0; a < size(); ++a)
    for (std::size_t b = 0; b < size(); ++b) {
      auto peer = cluster_->at(name(a)).find(*node_id::parse(name(b)));
      const auto* dispatch = peer.record().dispatcher;
      if (dispatch == nullptr) return name(a) + " has no dispatcher for " + name(b);
      const auto account = dispatch->account();
      const auto sum = account.delivered + account.refused + account.dropped + account.unsent +
        account.in_flight + account.in_doubt;
      if (account.accepted != sum) {
        violated("I4",
                 name(a) + "'s account of posts to " + name(b) + ": the parts are not the whole");
        return "an exact account";
      }
      if (account.unsent + account.in_flight > 0)
        return name(a) + " has posts to " + name(b) +
          " under way: " + std::to_string(account.unsent) + " unsent, " +
          std::to_string(account.in_flight) + " in flight";
    }
  return {};
}

bool node_run::probe_all() {
  for (std::size_t a = 0; a < size(); ++a)
    for (std::size_t b = 0; b < size(); ++b) {
      const probe question{seal({world_.seed(), {}, b, 0, 0, 0}, 10), 0};
      auto to = name(b) + "/" + std::string{prober_name};
      const auto answer = cluster_->ask_from(name(a), to, question, 1s);
      if (!answer)
        return violated("liveness",
                        "a request from " + name(a) + " to " + name(b) +
                          " without faults: " + to_string(answer.error()));
    }
  return !over();
}

bool node_run::stop_all() {
  auto order = world_.source("stops");
  for (std::size_t i = 0; i < size(); ++i)
    world_.call_at(world_.now() + order.between(duration{}, duration{200ms}),
                   [this, i] { stop(i); });
  auto none_runs = [this] {
    for (std::size_t i = 0; i < size(); ++i)
      if (running(i)) return false;
    return true;
  };
  if (!run_until(none_runs, limits::goodbye_hard + 5s)) return false;
  for (std::size_t i = 0; i < size(); ++i) see(left_over{"processes", running(i) ? 1u : 0u});
  run_until([] { return false; }, 1s);
  see(left_over{"connections", net().connections()});
  complete_ = !over();
  return complete_;
}

bool node_run::violated(std::string invariant, std::string text) {
  if (!found_) found_ = violation{std::move(invariant), std::move(text), world_.elapsed()};
  return false;
}

outcome node_run::result() {
  if (complete_) checkers_.finish(world_.elapsed());
  if (cluster_ && !cluster_->problem().empty()) violated("simulation", cluster_->problem());
  outcome out;
  out.seed = scenario_.seed;
  out.trace_hash = world_.trace().hash();
  out.nodes = alive_.size();
  out.elapsed = world_.elapsed();
  out.events = world_.events();
  if (cluster_) out.deliveries = net().deliveries();
  if (faults_) out.faults = faults_->applied();
  out.requests = probers_.requests;
  out.posts = probers_.posts;
  out.found = checkers_.found() ? checkers_.found() : found_;
  out.plan = plan_;
  out.trace = world_.trace().lines();
  out.shown = recorder_.take(plan_, world_.elapsed());
  return out;
}

} // namespace carrick::sim
