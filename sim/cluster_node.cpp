#include <carrick/sim/cluster_node.hpp>

#include <carrick/actors/call_on.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/core/quantity.hpp>

#include <algorithm>

namespace carrick::sim {

namespace {

using namespace std::chrono_literals;

constexpr auto look_for_end = 5ms;

} // namespace

cluster_node::cluster_node(world& in, network& net, const registry& types, setup what)
    : world_(in), net_(net), types_(types), setup_(std::move(what)), clock_(in) {
  setup_.options.wall = &clock_;
}

cluster_node::~cluster_node() {
  if (running()) gone(death::reset);
}

void cluster_node::start() {
  if (running()) return;
  ++setup_.process.life;
  note("start", "life " + std::to_string(setup_.process.life));
  process_ = std::make_unique<process>(world_, net_, setup_.process, setup_.options, types_);
  process_->driver().after_turns([this] {
    look_for_detached();
    if (setup_.on_turn) setup_.on_turn();
  });
  held_until_ = world_.now();
  auto started = process_->start(setup_.actors);
  if (started.ok()) return;
  setup_.on_problem(host() + " does not start: " + to_string(started));
  gone(death::reset);
}

void cluster_node::listen_at(const std::string& address) {
  setup_.options.listen = address;
  setup_.options.advertise = address;
}

void cluster_node::crash(death how) {
  if (!running()) return;
  note("crash", how == death::reset ? "the process" : "the machine");
  gone(how);
}

void cluster_node::gone(death how) {
  world_.cancel(stop_begins_);
  world_.cancel(stop_goes_on_);
  net_.kill(host(), how);
  auto of = std::move(process_);
  const auto ended = of->crash();
  if (ended.ok()) return;
  setup_.on_problem(host() + " leaves actors behind: " + ended.message());
  static_cast<void>(of.release()); // it may still be touched by what is alive
}

void cluster_node::pause(duration length) {
  if (!running()) return;
  note("pause", format_duration(length));
  const auto until = deadline_after(world_.now(), length);
  held_until_ = std::max(held_until_, until);
  process_->driver().hold(until);
}

void cluster_node::stall(duration length) {
  // A stop whose loop is held longer than it may take says so, and that is right.
  if (!running() || process_->stopping()) return;
  note("stall", format_duration(length));
  const auto until = deadline_after(world_.now(), length);
  held_until_ = std::max(held_until_, until);
  process_->driver().hold_home(until);
}

void cluster_node::slow_down(double factor) {
  if (!running()) return;
  note("slow", std::to_string(factor));
  process_->driver().slow_down(factor);
}

void cluster_node::set_members(const std::vector<member_options>& members) {
  setup_.options.members = members;
  if (!running()) return;
  membership::update list;
  for (const auto& m : members) list.push_back({m.node, m.addresses, m.tags});
  auto& core = process_->node().core();
  run_on(core.home(), [&core, list = std::move(list)]() mutable {
    static_cast<void>(core.set_members(std::move(list))); // refused while it stops
  });
}

void cluster_node::stop() {
  if (!running() || process_->stopping() || stop_begins_.pending()) return;
  note("stop", "begins");
  world_.at(std::max(held_until_, world_.now()), stop_begins_);
}

void cluster_node::begin_stop() {
  if (world_.now() < held_until_) return world_.at(held_until_, stop_begins_);
  process_->begin_stop(setup_.options.drain_grace);
  go_on_stopping();
}

void cluster_node::go_on_stopping() {
  if (world_.now() < held_until_) return world_.at(held_until_, stop_goes_on_);
  const auto stopped = process_->stop_further();
  if (!stopped) return world_.at(world_.now() + look_for_end, stop_goes_on_);
  note("stop", to_string(*stopped));
  if (!stopped->ok()) setup_.on_problem(host() + " does not stop: " + to_string(*stopped));
  gone(death::reset);
}

void cluster_node::look_for_detached() {
  if (told_ || !running() || process_->detached_actors() == 0) return;
  told_ = true;
  setup_.on_problem(host() +
                    ": an actor has a thread of its own (spawned as detached or blocking), which "
                    "cannot be simulated; " +
                    process_->actors_text());
}

} // namespace carrick::sim
