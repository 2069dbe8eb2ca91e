#include <carrick/sim/nodes/node_run.hpp>

#include <carrick/actors/dispatcher.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/actors/peer_record.hpp>
#include <carrick/sim/liars/stray.hpp>
#include <carrick/sim/load/add_load.hpp>
#include <carrick/sim/nodes/client_probe.hpp>
#include <carrick/sim/nodes/drawn_options.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto nodes_look_every = 50ms;
// No honest load holds a loop for that long.
constexpr auto busy_max = 1s;
constexpr auto probing_max = 10s;
// Of all seeds.
constexpr double priorities_share = 0.25;
// For news of what has come right.
constexpr auto telling_max = 2s;
// Between the first and the last of some members that are forgotten and come back.
constexpr auto flap_min = 1ms;
constexpr auto flap_max = 500ms;

std::size_t nodes_of(const scenario& what) {
  if (what.nodes > 0) return what.nodes;
  draws size{what.seed, "size"};
  return size.between(std::uint64_t{3}, 9);
}

fault_plan plan_of(const scenario& what) {
  if (what.plan) return *what.plan;
  plan_options options;
  options.nodes = nodes_of(what);
  options.length = what.length;
  options.aims = true;
  return draw_plan({what.seed, "faults"}, options);
}

turn_order order_of(const scenario& what) {
  if (what.order) return *what.order;
  draws drawn{what.seed, "order of turns"};
  return drawn.chance(priorities_share) ? turn_order::priorities : turn_order::drawn;
}

/// The application may do what nobody observes.
bool has_actors(const config::cluster_spec& spec) {
  return std::any_of(spec.nodes.begin(), spec.nodes.end(),
                     [](const auto& each) { return !each.second.actors.empty(); });
}

config::cluster_spec with_load(config::cluster_spec out) {
  add_load(out);
  add_stray(out);
  return out;
}

} // namespace

node_run::node_run(const scenario& what, const registry& types, const config::cluster_spec& spec,
                   const run_additions& more)
    : scenario_(what),
      nodes_(nodes_of_run(spec, nodes_of(what), more.like)),
      checkers_(what.seed),
      audience_(*this, more.also),
      alive_(nodes_of(what)),
      plan_(plan_of(what)),
      recorder_(audience_, alive_.size(), what.wants_timeline),
      world_(what.seed),
      load_(world_, recorder_, nodes_.order) {
  auto all = types;
  add_load(all, load_);
  add_stray(all);
  try {
    begin_clients(more.judge);
    cluster_.emplace(world_, std::move(all), with_load(nodes_.spec), cluster_options_now());
    cluster_->after_turns([this](std::size_t node) {
      look_whether_runs(node); // before it has links
      clients_->turned(node);
    });
    watch_.emplace(world_, *cluster_, recorder_, has_actors(spec));
    clients_->begin(*cluster_);
    look_who_runs();
    faults_.emplace(*this, plan_);
  } catch (const std::logic_error& mistake) {
    found_ = violation{"simulation", mistake.what(), {}};
  }
}

sim::cluster_options node_run::cluster_options_now() {
  sim::cluster_options options;
  options.order = nodes_.order;
  options.seed = scenario_.seed;
  options.trace_lines = scenario_.trace_lines;
  options.damage = damages(plan_);
  options.order_of_turns = order_of(scenario_);
  world_.trace().keep(scenario_.trace_lines);
  world_.note("", "order", sentence_of(options.order_of_turns));
  options.moves = scenario_.small_limits && world_.source("moves").chance(0.5);
  options.adjust = [this](std::size_t node, node_options& of) {
    const auto host = nodes_.order[node].text();
    if (scenario_.small_limits)
      world_.note(host, "options", draw_node_options(world_.source(host + " options"), of));
    options_.push_back(of);
  };
  if (options.damage) see(damage_possible{});
  return options;
}

node_run::~node_run() {
  if (clients_) clients_->leave();
}

void node_run::begin_clients(const application& judge) {
  std::vector<std::string> names;
  for (const auto& id : nodes_.order) names.push_back(id.text());
  clients_.emplace(world_, judge, std::move(names));
}

// -- what faults do -------------------------------------------------------------------------------

void node_run::see(const observation& what) { recorder_.see(what, world_.elapsed()); }

void node_run::audience::see(const observation& what, duration at) {
  of_.checkers_.see(what, at);
  if (also_ != nullptr) also_->see(what, at);
  if (of_.faults_ && of_.faults_->is_aimed())
    if (const auto seen = moment_of(what); seen.what != moment::none) of_.faults_->happened(seen);
}

/// Tells of processes that began or ended since it was called last.
void node_run::look_who_runs() {
  for (std::size_t i = 0; i < alive_.size(); ++i) look_whether_runs(i);
}

void node_run::look_whether_runs(std::size_t node) {
  std::optional<process_id> now;
  if (cluster_->running(node)) now = process_id{node, cluster_->incarnation(node)};
  if (now == alive_[node]) return;
  if (alive_[node]) gone(*alive_[node], true);
  if (now) see(process_began{*now});
  if (now && watch_) watch_->began(*now);
  alive_[node] = now;
}

void node_run::gone(const process_id& who, bool in_order) {
  if (!load_.ends(who)) return;
  clients_->process_ended(who.node, who.incarnation);
  if (watch_) watch_->ended(who);
  see(process_ended{who, in_order});
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
  if (watch_) watch_->held(node, deadline_after(world_.now(), length));
}

void node_run::pause(std::size_t node, duration length) {
  held(node, length);
  cluster_->pause(node, length);
}

void node_run::stall(std::size_t node, duration length) {
  held(node, length);
  cluster_->stall(node, length);
}

/// Sometimes with others, and sometimes it has it again for a moment, in which they may shake
/// hands.
void node_run::forget(std::size_t node, std::size_t member) {
  auto drawn = world_.source("forgetting of " + std::to_string(++forgettings_));
  auto& with = forgotten_with_[{node, member}];
  with.insert(member);
  while (drawn.chance(0.4))
    if (const auto other = drawn.below(size()); other != node) with.insert(other);
  for (const auto each : with) {
    see(member_forgotten{node, each});
    cluster_->forget(node, each);
  }
  if (!drawn.chance(0.5)) return;
  const auto back = drawn.magnitude(duration{flap_min}, duration{flap_max});
  const auto again = back + drawn.magnitude(duration{flap_min}, duration{flap_max});
  const auto if_still = [this, node, member](auto what) {
    return [this, node, member, what, number = forgettings_] {
      if (forgotten_with_.contains({node, member}) && number == forgettings_) what(node, member);
    };
  };
  world_.call_at(world_.now() + back,
                 if_still([this](std::size_t of, std::size_t whom) { cluster_->admit(of, whom); }));
  world_.call_at(world_.now() + again, if_still([this](std::size_t of, std::size_t whom) {
                   cluster_->forget(of, whom);
                 }));
}

void node_run::admit(std::size_t node, std::size_t member) {
  const auto with = forgotten_with_.extract({node, member});
  if (with.empty()) return cluster_->admit(node, member);
  for (const auto each : with.mapped()) cluster_->admit(node, each);
}

void node_run::look_who_never_rests() {
  for (std::size_t i = 0; i < size(); ++i) {
    if (cluster_->oversleeps(i))
      violated("I13", name(i) + " has a loop that sleeps, though it has something to do");
    if (cluster_->busy(i) > busy_max)
      violated("I13", name(i) + " has not rested for a second: an actor of it never waits");
  }
}

// -- phases ---------------------------------------------------------------------------------------

bool node_run::over() const {
  return found_ || checkers_.found() || clients_->found() || !cluster_->problem().empty() ||
    world_.elapsed() >= scenario_.until;
}

/// Until `done()`, or for `limit`; false: something was violated, or the scenario ends.
bool node_run::run_until(const std::function<bool()>& done, duration limit) {
  const auto end = deadline_after(world_.now(), limit);
  while (!over() && !done() && world_.now() < end) {
    const auto stop = std::min<time_point>(end, world_.now() + nodes_look_every);
    const auto last = deadline_after(world::beginning, scenario_.until);
    world_.run_until([this] { return checkers_.found() || clients_->found(); },
                     std::min(stop, last));
    look_who_runs();
    look_who_never_rests();
    if (watch_ && scenario_.watched) watch_->look();
  }
  return !over();
}

bool node_run::disturb() {
  if (found_) return false;
  return run_until([] { return false; }, scenario_.length - world_.elapsed());
}

/// Three times the longest pause, twice the peer timeout, and what a dial and a goodbye may take.
duration node_run::healing_time() const {
  duration longest{};
  for (const auto& of : options_)
    longest = std::max<duration>(
      longest, 3 * of.reconnect.max + 2 * of.link.fail_after + of.dial_timeout + of.dial_fallback);
  return longest + limits::handshake + limits::goodbye_hard;
}

bool node_run::heal() {
  faults_->heal();
  look_who_runs();
  load_.calm_down();
  clients_->calm();
  const auto limit = healing_time();
  const auto come_right = [this] {
    for (std::size_t i = 0; i < size(); ++i) restart(i); // who was still leaving when faults ended
    return missing().empty() && !clients_->missing();
  };
  if (!run_until(come_right, limit)) return false;
  if (const auto lacks = missing(); !lacks.empty()) return violated("liveness", lacks);
  if (const auto lacks = clients_->missing()) return violated(lacks->invariant, lacks->text);
  clients_->judge();
  if (over()) return false;
  return probe_all();
}

/// What keeps the cluster from being as without faults; empty: nothing.
std::string node_run::missing() {
  for (std::size_t i = 0; i < size(); ++i) {
    if (!running(i)) return name(i) + " does not run";
    if (cluster_->linked(id(i)).size() + 1 < size()) return name(i) + " misses a link";
  }
  if (const auto open = load_.missing(); !open.empty()) return open;
  if (auto left = watch_ ? watch_->left_over() : std::string{}; !left.empty()) return left;
  return posts_missing();
}

/// Between turns, so that the accounts may be read from here.
std::string node_run::posts_missing() {
  for (std::size_t a = 0; a < size(); ++a)
    for (std::size_t b = 0; b < size(); ++b) {
      auto peer = cluster_->at(id(a)).find(cluster_->id(b));
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
  load_.begin_probes();
  if (!run_until([this] { return load_.failed_probe().empty(); }, probing_max)) return false;
  if (const auto failed = load_.failed_probe(); !failed.empty())
    return violated("liveness", failed);
  if (!run_until([] { return false; }, telling_max)) return false;
  see(all_is_well{});
  if (over()) return false;
  const auto node = world_.source("client").below(size());
  const auto wrong = probe_as_client(*cluster_, load_, node);
  return wrong.empty() ? !over() : violated("liveness", wrong);
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

std::optional<violation> node_run::first_found() const {
  auto first = checkers_.found() ? checkers_.found() : found_;
  for (const auto& each : {clients_->found(), found_})
    if (each && (!first || each->at < first->at)) first = each;
  return first;
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
  if (faults_) {
    out.faults = faults_->applied();
    out.reached = faults_->reached();
  }
  out.requests = load_.requests;
  out.posts = load_.posts;
  out.items = load_.items;
  out.found = first_found();
  out.names = names_unless_numbered(nodes_.order);
  if (out.found && scenario_.wants_timeline) out.exhibits = clients_->exhibits();
  out.plan = plan_;
  out.trace = world_.trace().lines();
  out.shown = recorder_.take(faults_ ? faults_->struck() : fault_plan{}, world_.elapsed());
  return out;
}

} // namespace carrick::sim
