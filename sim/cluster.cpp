#include <carrick/sim/cluster.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/system_messages.hpp>
#include <carrick/config/node_from_spec.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/sim/cluster_node.hpp>
#include <carrick/sim/liars/liar.hpp>
#include <carrick/sim/outside/outside_ask.hpp>

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace carrick::sim {

namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1ms;

path_options drawn_path(draws from) {
  path_options path;
  path.delay = from.magnitude(50us, 5ms);
  path.jitter = from.magnitude(1us, 2ms);
  return path;
}

/// A node's links and actors share a loop, or not: that is drawn, since order differs.
loops_options drawn_loops(draws from) {
  switch (from.below(3)) {
    case 0:
      return {.loops = 1};
    case 1:
      return {.loops = 2};
    default:
      return {.links = 1, .actors = 1};
  }
}

/// Of `of` in a ring, with as many on either side.
bool is_peer(std::size_t one, std::size_t other, std::size_t of, std::size_t peers) {
  const auto apart = one > other ? one - other : other - one;
  return peers == 0 || std::min(apart, of - apart) <= (peers + 1) / 2;
}

std::string last_part(std::string_view type) {
  const auto dot = type.rfind('.');
  return std::string{dot == std::string_view::npos ? type : type.substr(dot + 1)};
}

} // namespace

cluster::cluster(world& in, registry types, const config::cluster_spec& spec,
                 cluster_options options)
    : cluster(nullptr, &in, std::move(types), spec, std::move(options)) {}

cluster::cluster(registry types, const config::cluster_spec& spec, cluster_options options)
    : cluster(std::make_unique<world>(options.seed), nullptr, std::move(types), spec,
              std::move(options)) {}

cluster::cluster(std::unique_ptr<world> own, world* given, registry types,
                 const config::cluster_spec& spec, cluster_options options)
    : own_world_(std::move(own)),
      world_(given != nullptr ? *given : *own_world_),
      net_(world_),
      types_(std::move(types)),
      options_(std::move(options)),
      ids_(options_.order.empty() ? ordered_nodes(spec) : options_.order) {
  trace().keep(options_.trace_lines);
  net_.set_default_path(options_.path.value_or(drawn_path(world_.source("path"))));
  net_.set_default_dials(options_.dials);
  for (std::size_t i = 0; i < ids_.size(); ++i) numbers_[ids_[i].text()] = i;
  for (std::size_t i = 0; i < ids_.size(); ++i) add_node(spec, ids_[i], i);
  happen([this] {
    for (const auto& each : nodes_) each->start();
  });
  check();
}

cluster::cluster(registry types, std::size_t nodes, std::string_view actor_type,
                 cluster_options options)
    : cluster(std::move(types), alike(nodes, actor_type), std::move(options)) {}

cluster::~cluster() = default;

void cluster::add_node(const config::cluster_spec& spec, const node_id& id, std::size_t number) {
  cluster_node::setup what;
  what.process.host = name(number);
  what.process.number = number;
  what.process.log = options_.log;
  what.process.loops = drawn_loops(world_.source(what.process.host + " loops"));
  what.options = config::node_options_from(spec, id);
  what.options.listen = id.text();
  cluster_name_ = what.options.cluster;
  what.options.advertise = id.text();
  addresses_.push_back(id.text());
  what.options.insecure_plaintext = true;
  auto& members = what.options.members;
  std::erase_if(members, [&](const member_options& m) {
    const auto other = number_of(m.node.text());
    return !is_peer(number, other, ids_.size(), options_.peers);
  });
  auto& known = members_.emplace_back();
  for (auto& member : members) {
    member.addresses = {member.node.text()};
    known.insert(number_of(member.node.text()));
  }
  if (options_.adjust) options_.adjust(number, what.options);
  what.process.damage = options_.damage;
  what.process.order = options_.order_of_turns;
  what.actors = config::actor_options_from(spec, id);
  what.on_problem = [this](const std::string& text) {
    if (problem_.empty()) problem_ = text;
  };
  what.on_turn = [this, number] {
    for (const auto& look : turn_looks_) look(number);
  };
  auto& node =
    *nodes_.emplace_back(std::make_unique<cluster_node>(world_, net_, types_, std::move(what)));
  auto clock = world_.source(node.host() + " clock");
  node.clock().set_skew(clock.between(-options_.skew_max, options_.skew_max));
}

std::size_t cluster::number_of(std::string_view name) const {
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  throw std::logic_error("no node \"" + std::string{name} + "\" in the simulated cluster");
}

cluster_node& cluster::node_of(std::string_view name) const { return *nodes_[number_of(name)]; }

void cluster::happen(std::function<void()> what) {
  if (world_.happening()) return what();
  bool happened = false;
  world_.call_at(world_.now(), [&] {
    what();
    happened = true;
  });
  world_.run_until([&] { return happened; }, never);
}

void cluster::check() const {
  if (!problem_.empty() && !world_.happening())
    throw std::logic_error(problem_ + " (" + replay_hint() + ")");
}

// -- time -----------------------------------------------------------------------------------------

time_point cluster::now() const noexcept { return world_.now(); }

void cluster::advance(duration by) {
  world_.advance(by);
  check();
}

bool cluster::run_until(const std::function<bool()>& done, duration limit) {
  const auto until = deadline_after(world_.now(), limit);
  while (!done()) {
    check();
    if (world_.now() >= until) return false;
    world_.run_until(std::min<time_point>(until, world_.now() + look_every));
  }
  check();
  return true;
}

bool cluster::run_until_linked(duration limit) {
  auto all_linked = [this] {
    for (std::size_t i = 0; i < size(); ++i) {
      if (!nodes_[i]->running()) continue;
      std::size_t expected = 0;
      for (std::size_t other = 0; other < size(); ++other)
        expected += other != i && nodes_[other]->running() && members_[i].contains(other) &&
          members_[other].contains(i);
      if (nodes_[i]->node().linked().size() < expected) return false;
    }
    return true;
  };
  return run_until(all_linked, limit);
}

// -- faults ---------------------------------------------------------------------------------------

void cluster::partition(const names& one, const names& other) {
  for (const auto& a : one)
    for (const auto& b : other) {
      hold(a, b);
      hold(b, a);
    }
}

void cluster::hold(std::string_view from, std::string_view to) {
  net_.silence(node_of(from).host(), node_of(to).host());
}
void cluster::release(std::string_view from, std::string_view to) {
  net_.hear(node_of(from).host(), node_of(to).host());
}
void cluster::heal() {
  end_lies();
  net_.hear_all();
}

void cluster::crash(std::string_view node, death how) { crash(number_of(node), how); }
void cluster::restart(std::string_view node) {
  restart(number_of(node));
  check();
}
void cluster::pause(std::string_view node, duration length) { pause(number_of(node), length); }
void cluster::stall(std::string_view node, duration length) { stall(number_of(node), length); }
void cluster::slow(std::string_view node, double factor) {
  happen([&] { node_of(node).slow_down(factor); });
}
void cluster::stop(std::string_view node) {
  auto& which = node_of(node);
  stop(number_of(node));
  world_.run_until([&] { return !which.running(); }, never);
  check();
}
void cluster::set_skew(std::string_view node, duration ahead) {
  node_of(node).clock().set_skew(ahead);
}
void cluster::jump_clock(std::string_view node, duration by) { jump_clock(number_of(node), by); }
void cluster::set_members(std::string_view node, const names& members) {
  const auto which = number_of(node);
  members_[which].clear();
  for (const auto& each : members) members_[which].insert(number_of(each));
  tell_members(which);
}

void cluster::after_turns(std::function<void(std::size_t)> look) {
  turn_looks_.push_back(std::move(look));
}

node_core& cluster::core(std::size_t node) const { return nodes_[node]->node().core(); }

std::uint64_t cluster::incarnation(std::size_t node) const {
  return nodes_[node]->node().core().options().incarnation;
}
bool cluster::oversleeps(std::size_t node) const { return nodes_[node]->oversleeps(); }
bool cluster::rests(std::size_t node) const { return nodes_[node]->rests(); }
carrick::node& cluster::at(std::size_t node) const { return nodes_[node]->node(); }
duration cluster::busy(std::size_t node) const { return nodes_[node]->busy(); }
bool cluster::running(std::size_t node) const noexcept { return nodes_[node]->running(); }
void cluster::crash(std::size_t node, death how) {
  happen([&] { nodes_[node]->crash(how); });
}
void cluster::restart(std::size_t node) {
  if (options_.moves && !nodes_[node]->running()) move(node);
  happen([&] { nodes_[node]->start(); });
}
void cluster::move(std::size_t node) {
  addresses_[node] = ids_[node].text() + ":" + std::to_string(++moves_);
  nodes_[node]->listen_at(addresses_[node]);
  for (std::size_t other = 0; other < size(); ++other)
    if (members_[other].contains(node)) tell_members(other);
}
void cluster::pause(std::size_t node, duration length) {
  happen([&] { nodes_[node]->pause(length); });
}
void cluster::stall(std::size_t node, duration length) {
  happen([&] { nodes_[node]->stall(length); });
}
void cluster::stop(std::size_t node) {
  happen([&] { nodes_[node]->stop(); });
}
void cluster::jump_clock(std::size_t node, duration by) {
  nodes_[node]->clock().jump(by);
  world_.note(nodes_[node]->host(), "clock", "jumps");
}

void cluster::lie_to(std::string_view node, duration length) { lie_to(number_of(node), length); }
void cluster::lie_to(std::size_t node, duration length) {
  liars_.push_back(std::make_unique<liar>(world_, net_, "liar-" + std::to_string(liars_.size() + 1),
                                          liars_victim{ids_[node], address(node), cluster_name_},
                                          length));
}
void cluster::end_lies() {
  for (auto& each : liars_) each->leave();
}

void cluster::forget(std::size_t node, std::size_t member) {
  if (members_[node].erase(member) > 0) tell_members(node);
}
void cluster::admit(std::size_t node, std::size_t member) {
  if (members_[node].insert(member).second) tell_members(node);
}
void cluster::tell_members(std::size_t node) {
  std::vector<member_options> list;
  for (auto member : members_[node])
    list.push_back({.node = ids_[member], .addresses = {addresses_[member]}});
  world_.note(nodes_[node]->host(), "members", std::to_string(list.size()));
  happen([&] { nodes_[node]->set_members(list); });
}

// -- messages -------------------------------------------------------------------------------------

peer cluster::target_of(carrick::node& from, std::string_view to) const {
  const auto slash = to.find('/');
  auto found = from.find(ids_[number_of(to.substr(0, slash))]);
  return slash == std::string_view::npos ? found : found.at(to.substr(slash + 1));
}

peer cluster::target_of(std::size_t from, std::string_view to) const {
  return target_of(nodes_[from]->node(), to);
}

result<raw_reply> cluster::ask_raw(std::string_view from, std::string_view to,
                                   const message_type& type, byte_span body, duration deadline) {
  ENSURE(!world_.happening());
  forget_answered();
  auto& source = node_of(from);
  if (!source.running()) return fail(code::unreachable, std::string{from} + " does not run");
  auto& core = source.node().core();
  if (deadline <= duration::zero()) deadline = core.options().ask_deadline;
  const auto until = deadline_after(world_.now(), deadline);
  buffer copy;
  copy.append(body);
  auto& question = *asks_.emplace_back(
    std::make_shared<outside_ask>(target_of(source.node(), to), type, std::move(copy), until));
  question.begin();
  world_.run_until([&] { return question.answered(); }, until);
  check();
  if (question.answered()) return question.take();
  return fail(code::deadline_exceeded, std::string{from} + " gave no answer in time");
}

void cluster::forget_answered() {
  std::erase_if(asks_, [](const auto& each) { return each->answered(); });
}

status cluster::post_raw(std::string_view from, std::string_view to, const message_type& type,
                         buffer body) {
  auto& source = node_of(from);
  if (!source.running()) return fail(code::unreachable, std::string{from} + " does not run");
  auto target = target_of(source.node(), to);
  auto& core = source.node().core();
  run_on(core.home(), [target, &type, &core, body = std::move(body)] {
    outgoing message;
    message.head.to = {target.target(), type.id};
    message.type = &type;
    message.body = body.bytes();
    static_cast<void>(core.post(target.record(), message)); // what is dropped is counted there
  });
  return {};
}

// -- how it is ------------------------------------------------------------------------------------

bool cluster::running(std::string_view node) const { return node_of(node).running(); }

std::vector<node_id> cluster::linked(std::string_view node) const {
  auto& which = node_of(node);
  return which.running() ? which.node().linked() : std::vector<node_id>{};
}

std::string cluster::member_state(std::string_view node, std::string_view other) {
  auto rows = ask(node, system_messages::members{});
  if (!rows) return {};
  for (const auto& row : rows->members)
    if (row.node == other) return row.state;
  return {};
}

std::chrono::system_clock::time_point cluster::wall_now(std::string_view node) const {
  return node_of(node).clock().now();
}

carrick::node& cluster::at(std::string_view node) {
  auto& which = node_of(node);
  if (!which.running()) throw std::logic_error(std::string{node} + " does not run");
  return which.node();
}

std::string cluster::replay_hint() const {
  return "sim::cluster of " + std::to_string(size()) +
    " nodes with .seed = " + std::to_string(world_.seed()) + ", now at " +
    format_duration(world_.elapsed());
}

// -- specs ----------------------------------------------------------------------------------------

std::vector<node_id> ordered_nodes(const config::cluster_spec& spec) {
  std::vector<node_id> ids;
  for (const auto& [id, node] : spec.nodes) ids.push_back(id);
  std::sort(ids.begin(), ids.end(), [](const node_id& a, const node_id& b) {
    return std::tuple{a.text().size(), a.text()} < std::tuple{b.text().size(), b.text()};
  });
  return ids;
}

config::cluster_spec alike(std::size_t nodes, std::string_view actor_type) {
  config::cluster_spec one;
  one.cluster = "simulated";
  config::node_spec node;
  if (!actor_type.empty())
    node.actors.push_back({last_part(actor_type), std::string{actor_type}, {}});
  one.nodes[*node_id::parse("n1")] = std::move(node);
  return alike(nodes, one);
}

config::cluster_spec alike(std::size_t nodes, const config::cluster_spec& spec) {
  ENSURE(!spec.nodes.empty());
  auto out = spec;
  out.nodes.clear();
  for (std::size_t i = 0; i < nodes; ++i) {
    auto node = spec.nodes.begin()->second;
    node.id = *node_id::parse(subject::name(i));
    out.nodes[node.id] = std::move(node);
  }
  return out;
}

} // namespace carrick::sim
