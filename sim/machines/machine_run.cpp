#include <carrick/sim/machines/machine_run.hpp>

#include <algorithm>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// Between two looks at whether everything has come right.
constexpr auto machines_look_every = 50ms;
// For what neighbours send each other over the narrowest path.
constexpr auto exchange_limit = 30s;
// Work is spread over as many nodes as there are.
constexpr auto machine_request_every = 12ms;
constexpr auto machine_post_every = 18ms;
constexpr auto machine_stream_every = 400ms;
// A run goes on without new faults until that much was delivered, ten times its length at most.
constexpr std::uint64_t deliveries_in_120s = 20'000;

std::size_t nodes_of(const world& in, const scenario& what) {
  if (what.nodes > 0) return what.nodes;
  auto drawn = in.source("size");
  return drawn.between(std::uint64_t{3}, 9);
}

fault_plan plan_of(const world& in, const scenario& what, std::size_t nodes) {
  if (what.plan) return *what.plan;
  return draw_plan(in.source("faults"), {nodes, what.length, {}, {}});
}

machine_cluster_options size_of(std::size_t nodes) {
  auto count = static_cast<int>(nodes);
  return {
    nodes,
    {machine_request_every * count, machine_post_every * count, machine_stream_every * count}};
}

} // namespace

machine_run::machine_run(const scenario& what)
    : scenario_(what),
      world_(what.seed),
      net_(world_),
      checkers_(what.seed),
      nodes_(nodes_of(world_, what)),
      plan_(plan_of(world_, what, nodes_)),
      recorder_(checkers_, nodes_, what.wants_timeline),
      cluster_(world_, net_, recorder_, size_of(nodes_)),
      faults_(cluster_, plan_) {
  world_.trace().keep(what.trace_lines);
  if (damages(plan_)) checkers_.see(damage_possible{}, {});
}

bool machine_run::goes_on() const {
  return !checkers_.found() && world_.elapsed() < scenario_.until;
}

/// False if something was violated, or the scenario ends before.
bool machine_run::run_until(time_point when) {
  auto end = deadline_after(world::beginning, scenario_.until);
  auto stop = std::min(when, end);
  world_.run_until([this] { return checkers_.found().has_value(); }, stop);
  return goes_on();
}

void machine_run::disturb() {
  run_until(deadline_after(world::beginning, scenario_.length));
  auto least = deliveries_in_120s * static_cast<std::uint64_t>(scenario_.length / 1s) / 120;
  auto limit = world::beginning + 10 * scenario_.length;
  while (goes_on() && net_.deliveries() < least && world_.now() < limit)
    run_until(std::min<time_point>(limit, world_.now() + 1s));
}

// -- healing --------------------------------------------------------------------------------------

/// Three times the longest pause, twice the peer timeout, and what a dial may take.
duration machine_run::healing_time() const {
  duration pause{}, timeout{}, dial{};
  for (std::size_t i = 0; i < nodes_; ++i) {
    const auto& o = cluster_.options(i);
    pause = std::max(pause, o.pause_max);
    timeout = std::max<duration>(timeout, o.link.fail_after);
    dial = std::max(dial, o.dial_timeout + o.dial_fallback);
  }
  return 3 * pause + 2 * timeout + dial + limits::handshake + limits::goodbye_hard;
}

void machine_run::heal() {
  faults_.heal();
  cluster_.calm_down();
  auto limit = world_.now() + healing_time();
  checkers_.see(healed{limit - world::beginning}, world_.elapsed());
  while (!is_whole(false) && world_.now() < limit)
    if (!run_until(std::min(limit, world_.now() + machines_look_every))) return;
  limit = std::max(limit, world_.now() + 1s);
  while (!has_come_right(false) && world_.now() < limit) {
    probe(limit - world_.now());
    if (!run_until(std::min(limit, world_.now() + machines_look_every))) return;
  }
  has_come_right(true);
  if (goes_on()) exchange();
  for (std::size_t i = 0; i < nodes_; ++i)
    if (cluster_.running(i)) cluster_.node(i)->measure();
}

void machine_run::missing(std::size_t node, std::string_view what, bool tell) {
  if (!tell) return;
  auto* process = cluster_.node(node);
  checkers_.see(not_healed{process ? process->process() : process_id{node, 0}, what},
                world_.elapsed());
}

/// What a node's membership says of a process that it is linked with.
template <class Lacks>
void machine_run::judge_member(const machine_node& at, machine_link& link, const Lacks& lacks) {
  const auto& peer = link.machine()->terms().peer;
  const auto* member = at.members().find(peer.node);
  if (member->state != member_state::reachable)
    lacks(at.index(), "a member that is linked is not called reachable");
  if (member->incarnation != peer.incarnation)
    lacks(at.index(), "a member is linked as another process than the membership has");
}

/// All nodes run, and all pairs are linked to each other's present process.
bool machine_run::is_whole(bool tell) {
  bool whole = true;
  auto lacks = [&](std::size_t node, std::string_view what) {
    missing(node, what, tell);
    whole = false;
  };
  for (std::size_t a = 0; a < nodes_; ++a) {
    auto* at = cluster_.node(a);
    if (at == nullptr || at->draining()) {
      lacks(a, "does not run");
      continue;
    }
    for (std::size_t b = 0; b < nodes_; ++b) {
      if (a == b) continue;
      auto* other = cluster_.node(b);
      auto* peer = at->peer(b);
      auto* link = peer == nullptr ? nullptr : peer->link();
      if (peer == nullptr)
        lacks(a, "a node is not a member again");
      else if (link == nullptr)
        lacks(a, "a node is not linked");
      else if (other != nullptr && link->peer_process() != other->process())
        lacks(a, "a link leads to a process that is gone");
      else
        judge_member(*at, *link, lacks);
    }
  }
  return whole;
}

bool machine_run::has_come_right(bool tell) {
  if (!is_whole(tell)) return false;
  bool right = true;
  auto lacks = [&](std::size_t node, std::string_view what) {
    missing(node, what, tell);
    right = false;
  };
  for (std::size_t a = 0; a < nodes_; ++a)
    for (std::size_t b = 0; b < nodes_; ++b)
      if (a != b && !cluster_.work(a)->requests().has_ended_well(probes_[{a, b}]))
        lacks(a, "a probe is not answered");
  for (std::size_t a = 0; a < nodes_; ++a) {
    if (!cluster_.work(a)->is_done()) lacks(a, "a request or stream has no verdict");
    for (std::size_t b = 0; b < nodes_; ++b) {
      if (a == b) continue;
      auto& peer = *cluster_.node(a)->peer(b);
      auto& link = *peer.link()->machine();
      if (!peer.idle()) lacks(a, "posts or requests wait");
      if (link.open_requests() > 0) lacks(a, "requests are open on a link");
      if (link.running_requests() > 0) lacks(a, "requests run on a link");
      if (link.held_streams() > 0) lacks(a, "streams are left on a link");
      if (peer.account().in_flight + peer.account().unsent > 0) lacks(a, "posts are in flight");
      if (a < b && net_.connections(subject::name(a), subject::name(b)) != 1)
        lacks(a, "a pair has not exactly one connection");
    }
  }
  return right;
}

/// A request on each ordered pair, and another where one was lost with its link.
void machine_run::probe(duration within) {
  for (std::size_t a = 0; a < nodes_; ++a)
    for (std::size_t b = 0; b < nodes_; ++b) {
      auto* work = cluster_.work(a);
      if (a == b || work == nullptr) continue;
      auto& last = probes_[{a, b}];
      auto& requests = work->requests();
      if (!requests.is_open(last) && !requests.has_ended_well(last))
        last = requests.probe(b, within);
    }
}

/// All is well, and neighbours send each other at once more than a path holds: if one of them reads
/// only while it can write, both wait for ever.
void machine_run::exchange() {
  std::vector<std::pair<std::size_t, std::uint64_t>> sent;
  auto ask = [&](std::size_t from, std::size_t to) {
    sent.emplace_back(from, cluster_.work(from)->requests().probe_largely(to, exchange_limit));
  };
  for (std::size_t a = 0; a + 1 < nodes_; ++a) {
    ask(a, a + 1);
    ask(a + 1, a);
  }
  auto answered = [&](const auto& each) {
    return cluster_.work(each.first)->requests().has_ended_well(each.second);
  };
  auto limit = world_.now() + exchange_limit;
  while (!std::all_of(sent.begin(), sent.end(), answered) && world_.now() < limit)
    if (!run_until(std::min(limit, world_.now() + machines_look_every))) return;
  for (const auto& each : sent)
    if (!answered(each)) missing(each.first, "what neighbours send at once does not arrive", true);
}

// -- the end --------------------------------------------------------------------------------------

void machine_run::stop_all() {
  auto order = world_.source("stops");
  for (std::size_t i = 0; i < nodes_; ++i)
    world_.call_at(world_.now() + order.between(duration{}, duration{200ms}),
                   [this, i] { cluster_.stop(i); });
  auto any_runs = [this] {
    for (std::size_t i = 0; i < nodes_; ++i)
      if (cluster_.running(i)) return true;
    return false;
  };
  auto limit = world_.now() + limits::goodbye_hard + 3s;
  while (any_runs() && world_.now() < limit)
    if (!run_until(std::min(limit, world_.now() + machines_look_every))) return;
  for (std::size_t i = 0; i < nodes_; ++i)
    checkers_.see(left_over{"processes", cluster_.running(i) ? 1u : 0u}, world_.elapsed());
  run_until(world_.now() + 1s);
  checkers_.see(left_over{"connections", net_.connections()}, world_.elapsed());
  complete_ = goes_on();
}

outcome machine_run::result() {
  if (complete_) checkers_.finish(world_.elapsed());
  outcome out;
  out.seed = scenario_.seed;
  out.trace_hash = world_.trace().hash();
  out.nodes = nodes_;
  out.elapsed = world_.elapsed();
  out.events = world_.events();
  out.deliveries = net_.deliveries();
  out.faults = faults_.applied();
  out.requests = cluster_.numbers().requests;
  out.posts = cluster_.numbers().posts;
  out.items = cluster_.numbers().items;
  out.found = checkers_.found();
  out.plan = plan_;
  out.trace = world_.trace().lines();
  out.shown = recorder_.take(plan_, world_.elapsed());
  return out;
}

} // namespace carrick::sim
