#include <carrick/sim/process.hpp>

#include <carrick/actors/node_core.hpp>
#include <carrick/actors/roster.hpp>

#include <caf/actor_system.hpp>

namespace carrick::sim {

namespace {

std::string name_of(const process_options& what) {
  return what.host + " life " + std::to_string(what.life);
}

} // namespace

process::process(world& in, network& net, const process_options& what, node_options options,
                 const registry& types)
    : driver_(in, name_of(what), what.number, what.order),
      log_(in, what.host, what.log),
      transport_(std::make_shared<process_transport>(net.transport_of(what.host, !what.damage))) {
  auto threads = what.loops;
  threads.driver = &driver_;
  threads.throughput = 1;
  loops_ = std::make_unique<loops>(threads);
  auto identity = in.source(name_of(what) + " identity");
  options.transport = transport_;
  options.incarnation = identity.next() | 1;
  options.seed = identity.next() | 1;
  options.log = &log_;
  node_ = std::make_unique<carrick::node>(std::move(options), types, *loops_);
}

process::~process() = default;

status process::start(const std::vector<actor_options>& actors) {
  auto started = node_->start(actors);
  has_system_ = started.ok();
  return started;
}

status process::crash() {
  driver_.mute();
  transport_->cut();
  log_.mute();
  return node_->kill();
}

void process::begin_stop(duration grace) {
  stopping_ = true;
  has_system_ = false; // before it ends
  node_->begin_stop(grace);
}

std::optional<status> process::stop_further() { return node_->stop_further(); }

std::size_t process::detached_actors() {
  return has_system_ ? node_->core().system().detached_actors() : 0;
}

std::string process::actors_text() { return to_string(running_actors(node_->core().system())); }

} // namespace carrick::sim
