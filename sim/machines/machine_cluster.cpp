#include <carrick/sim/machines/machine_cluster.hpp>

#include <utility>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// How often it is looked whether those that stop have ended.
constexpr auto collect_every = 100ms;

} // namespace

machine_cluster::machine_cluster(world& in, sim::network& net, observer& watch,
                                 const machine_cluster_options& options)
    : stage_{in, net, watch, options.nodes, 0},
      options_(options),
      incarnations_(in.source("incarnations")),
      slots_(options.nodes) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].options = draw_options(in.source("limits of " + name(i)));
    begin(i);
  }
}

machine_cluster::~machine_cluster() {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!running(i)) continue;
    slots_[i].process->crash();
    stage_.net.kill(name(i), death::silent);
  }
}

void machine_cluster::begin(std::size_t node) {
  auto& s = slots_[node];
  s.restarts = false;
  s.process = std::make_unique<machine_node>(
    stage_, machine_node::options_of_node{node, incarnations_.next() | 1, s.options});
  s.work = std::make_unique<workload>(*s.process, options_.work, numbers_);
  if (calm_) s.work->calm_down();
  s.process->begin(*s.work, s.strangers);
}

void machine_cluster::crash(std::size_t node, death how) {
  if (!running(node)) return;
  in().note(name(node), "crash", how == death::reset ? "reset" : "silent");
  slots_[node].process->crash();
  net().kill(name(node), how);
  end(node, false);
}

void machine_cluster::end(std::size_t node, bool in_order) {
  auto& s = slots_[node];
  stage_.watch.see(process_ended{s.process->process(), in_order}, in().elapsed());
  s.process.reset();
  s.work.reset();
  if (std::exchange(s.restarts, false)) begin(node);
}

void machine_cluster::restart(std::size_t node) {
  auto& s = slots_[node];
  if (running(node)) {
    s.restarts = s.process->draining();
    return;
  }
  in().note(name(node), "start", "");
  begin(node);
}

void machine_cluster::pause(std::size_t node, duration length) {
  if (!running(node)) return;
  in().note(name(node), "pause", "");
  slots_[node].process->loop().hold(deadline_after(in().now(), length));
  stage_.watch.see(node_held{node, in().elapsed() + length}, in().elapsed());
}

void machine_cluster::stop(std::size_t node) {
  if (!running(node) || slots_[node].process->draining()) return;
  in().note(name(node), "stop", "");
  slots_[node].process->begin_stop();
  in().at(in().now() + collect_every, collect_);
}

void machine_cluster::collect_stopped() {
  bool more = false;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!running(i) || !slots_[i].process->draining()) continue;
    if (slots_[i].process->has_ended()) {
      slots_[i].process->wind_up();
      net().kill(name(i), death::reset);
      end(i, true);
    } else {
      more = true;
    }
  }
  if (more) in().at(in().now() + collect_every, collect_);
}

void machine_cluster::forget(std::size_t node, std::size_t member) {
  in().note(name(node), "members", "without " + name(member));
  stage_.watch.see(member_forgotten{node, member}, in().elapsed());
  slots_[node].strangers.insert(member);
  tell_members(node);
}

void machine_cluster::admit(std::size_t node, std::size_t member) {
  in().note(name(node), "members", "with " + name(member));
  slots_[node].strangers.erase(member);
  tell_members(node);
}

void machine_cluster::tell_members(std::size_t node) {
  if (running(node)) slots_[node].process->set_strangers(slots_[node].strangers);
}

/// The machines know no wall clock.
void machine_cluster::jump_clock(std::size_t node, duration) {
  in().note(name(node), "clock", "jumps");
}

void machine_cluster::calm_down() {
  calm_ = true;
  for (auto& s : slots_)
    if (s.work) s.work->calm_down();
}

} // namespace carrick::sim
