#include <carrick/sim/kit/test_cluster.hpp>

#include <carrick/actors/caf_status.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/core/joined.hpp>
#include <carrick/core/nearest.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/kit/open_ends.hpp>
#include <carrick/sim/kit/probe_place.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace carrick::sim {
namespace {

std::vector<std::string> names_of(const std::vector<std::shared_ptr<probe_place>>& probes) {
  std::vector<std::string> out;
  for (const auto& each : probes) out.push_back(each->name());
  return out;
}

[[noreturn]] void wrong_probe(const std::string& name, const std::string& why) {
  throw std::logic_error("test_options::probes: \"" + name + "\" " + why);
}

/// Where each probe is; and the spec has it in place of the actor that was there.
std::vector<std::shared_ptr<probe_place>> place_probes(config::cluster_spec& spec,
                                                       const test_options& options,
                                                       open_ends& kept) {
  const auto& order = options.simulation.order;
  const auto ids = order.empty() ? ordered_nodes(spec) : order;
  std::vector<std::shared_ptr<probe_place>> out;
  for (const auto& name : options.probes) {
    const auto slash = name.find('/');
    if (slash == std::string::npos || slash + 1 == name.size())
      wrong_probe(name, "names no actor: say it as node/actor, \"n2/store\"");
    const auto node = name.substr(0, slash), actor = name.substr(slash + 1);
    const auto id = std::find_if(ids.begin(), ids.end(),
                                 [&](const node_id& each) { return each.text() == node; });
    if (id == ids.end()) {
      std::vector<std::string> nodes;
      for (const auto& each : ids) nodes.push_back(each.text());
      wrong_probe(name, "is on no node of this cluster; its nodes are " + joined(nodes));
    }
    for (const auto& each : out)
      if (each->name() == name) wrong_probe(name, "is taken: that name has a probe already");
    auto& actors = spec.nodes.at(*id).actors;
    std::erase_if(actors, [&](const config::actor_spec& each) { return each.name == actor; });
    actors.push_back({.name = actor, .type = probe_type});
    const auto number = static_cast<std::size_t>(id - ids.begin());
    out.push_back(std::make_shared<probe_place>(
      probe_place::address{number, node, actor, options.limit}, kept));
  }
  return out;
}

} // namespace

test_cluster::test_cluster(registry types, const config::cluster_spec& spec, test_options options)
    : limit_(options.limit), kept_(std::make_unique<open_ends>()) {
  auto with_probes = spec;
  probes_ = place_probes(with_probes, options, *kept_);
  if (!probes_.empty()) add_probe_type(types, probes_);
  at_ = options.on == runs_on::simulation
    ? make_simulated_ground(std::move(types), with_probes, options)
    : make_threaded_ground(std::move(types), with_probes, options);
  for (const auto& each : probes_) each->stands_on(*at_);
}

test_cluster::test_cluster(registry types, std::size_t nodes, std::string_view actor_type,
                           test_options options)
    : test_cluster(std::move(types), alike(nodes, actor_type), std::move(options)) {}

test_cluster::~test_cluster() {
  for (std::size_t i = 0; i < at_->ids().size(); ++i)
    let_go(i, fail(code::link_lost, "the test is over"));
}

/// The node is about to end. On threads what is under way there has a last word of its own.
void test_cluster::let_go(std::size_t node, const status& why) {
  for (const auto& each : probes_)
    if (each->node_number() == node) each->let_go();
  if (is_simulated()) kept_->lost(node, why);
}

// -- time -----------------------------------------------------------------------------------------

bool test_cluster::run_until(const std::function<bool()>& done, duration limit) {
  return at_->poll(done, limit > duration::zero() ? limit : limit_);
}

bool test_cluster::run_until_linked(duration limit) {
  return run_until([this] { return at_->all_linked(); }, limit);
}

// -- messages, actors, members --------------------------------------------------------------------

test_client test_cluster::from(std::string_view node) const {
  return {*at_, *kept_, at_->number_of(node)};
}

sim::probe test_cluster::probe(std::string_view name) const {
  for (const auto& each : probes_)
    if (each->name() == name) return sim::probe{each};
  const auto known = names_of(probes_);
  const auto close = nearest(name, known);
  auto text = "no probe at \"" + std::string{name} + "\": ";
  if (!close.empty()) throw std::logic_error(text + "did you mean \"" + close + "\"?");
  text += known.empty() ? "test_options::probes lists none"
                        : "test_options::probes lists " + joined(known);
  throw std::logic_error(text);
}

void test_cluster::end_actor(std::string_view actor, const status& why) {
  in_turn(actor, [why](actor_base& self) { self.quit(caf::error{why}); });
}

std::vector<member> test_cluster::members(std::string_view node) const {
  return at_->must_run(at_->number_of(node), "members").members();
}

member_watch test_cluster::watch_members(std::string_view node) const {
  return {*at_, std::string{node}, limit_, from(node).open(node, system_messages::watch_members{})};
}

void test_cluster::set_members(std::string_view node, const std::vector<std::string>& members) {
  at_->set_members(at_->number_of(node), members);
}

// -- faults ---------------------------------------------------------------------------------------

bool test_cluster::running(std::string_view node) const {
  return at_->running(at_->number_of(node)) != nullptr;
}

void test_cluster::crash(std::string_view node, death how) {
  const auto number = at_->number_of(node);
  if (!is_simulated() && how == death::silent)
    throw std::logic_error("crash of " + std::string{node} +
                           " as death::silent: a machine that is gone without a word needs "
                           "runs_on::simulation; on threads a crash is death::reset");
  let_go(number, fail(code::link_lost, std::string{node} + " has crashed"));
  at_->crash(number, how);
}

void test_cluster::stop(std::string_view node) {
  const auto number = at_->number_of(node);
  for (const auto& each : probes_)
    if (each->node_number() == number) each->let_go();
  at_->stop(number);
  if (is_simulated()) kept_->lost(number, fail(code::draining, std::string{node} + " has stopped"));
}

void test_cluster::restart(std::string_view node) { at_->restart(at_->number_of(node)); }

cluster& test_cluster::simulation(std::string_view what) const {
  if (auto* simulated = at_->simulated()) return *simulated;
  throw std::logic_error(std::string{what} +
                         " needs a simulation: on threads only crash(), stop(), restart() and "
                         "end_actor() are there; make the test's cluster with "
                         "runs_on::simulation, or ask is_simulated() before");
}

void test_cluster::partition(const names& one, const names& other) {
  auto& in = simulation("partition()");
  for (const auto* side : {&one, &other})
    for (const auto& each : *side) static_cast<void>(at_->number_of(each));
  in.partition(one, other);
}
void test_cluster::hold(std::string_view from, std::string_view to) {
  simulation("hold()").hold(at_->ids()[at_->number_of(from)].text(),
                            at_->ids()[at_->number_of(to)].text());
}
void test_cluster::release(std::string_view from, std::string_view to) {
  simulation("release()")
    .release(at_->ids()[at_->number_of(from)].text(), at_->ids()[at_->number_of(to)].text());
}
void test_cluster::heal() { simulation("heal()").heal(); }
void test_cluster::reset(std::string_view one, std::string_view other) {
  auto& in = simulation("reset()");
  in.net().reset(subject::name(at_->number_of(one)), subject::name(at_->number_of(other)));
}
void test_cluster::pause(std::string_view node, duration length) {
  auto& in = simulation("pause()");
  in.pause(at_->number_of(node), length);
}
void test_cluster::stall(std::string_view node, duration length) {
  auto& in = simulation("stall()");
  in.stall(at_->number_of(node), length);
}
void test_cluster::slow(std::string_view node, double factor) {
  auto& in = simulation("slow()");
  in.slow(at_->ids()[at_->number_of(node)].text(), factor);
}
void test_cluster::set_skew(std::string_view node, duration ahead) {
  auto& in = simulation("set_skew()");
  in.set_skew(at_->ids()[at_->number_of(node)].text(), ahead);
}
void test_cluster::jump_clock(std::string_view node, duration by) {
  auto& in = simulation("jump_clock()");
  in.jump_clock(at_->number_of(node), by);
}
void test_cluster::lie_to(std::string_view node, duration length) {
  auto& in = simulation("lie_to()");
  in.lie_to(at_->number_of(node), length);
}

} // namespace carrick::sim
