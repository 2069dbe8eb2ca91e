#include <carrick/tools/up_cluster.hpp>

#include <carrick/core/joined.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/tools/tally.hpp>

#include <algorithm>
#include <csignal>

#include <poll.h>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto look_for_news = 50ms;
// Beyond the grace time that the nodes themselves keep to.
constexpr auto kill_after = 10s;

int exit_of(const process_end& end) {
  return end.signal != 0 ? static_cast<int>(exit_code::negative) : end.code;
}

} // namespace

up_cluster::up_cluster(invocation& at, const config::cluster_spec& spec, up_options options,
                       up_output& to)
    : at_(at), spec_(spec), options_(std::move(options)), to_(to) {}

std::optional<failure> up_cluster::start() {
  for (const auto& name : options_.nodes) {
    auto process = child_process::start(arguments_for(name));
    if (!process) return failure_of(process.error());
    nodes_.push_back(std::make_unique<up_node>(name, std::move(*process)));
  }
  return {};
}

std::vector<std::string> up_cluster::arguments_for(const std::string& node) const {
  std::vector<std::string> out{"start", options_.file, "--node",     node,
                               "-o",    "jsonl",       "--no-color", "--events-apart"};
  auto globals = at_.globals.arguments();
  out.insert(out.end(), globals.begin(), globals.end());
  for (const auto& set : options_.sets) out.insert(out.end(), {"--set", set});
  out.insert(out.end(), {"--set", "log.format=json"});
  return out;
}

int up_cluster::run(signals& taken) {
  while (true) {
    wait_for_news(taken, look_for_news);
    read_all();
    note_ends();
    if (running() == 0) break;
    while (auto signal = taken.wait(0s)) on_signal(*signal);
    if (phase_ == phase::starting) look_whether_ready();
    if (phase_ == phase::draining) look_at_drain();
  }
  tell("stopped", "all nodes have ended");
  return exit();
}

void up_cluster::wait_for_news(const signals& taken, duration limit) const {
  std::vector<pollfd> sources{{.fd = taken.descriptor(), .events = POLLIN, .revents = 0}};
  for (const auto& node : nodes_)
    for (auto* reader : {&node->out(), &node->err()})
      if (!reader->at_end())
        sources.push_back({.fd = reader->descriptor(), .events = POLLIN, .revents = 0});
  auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  ::poll(sources.data(), sources.size(), static_cast<int>(milliseconds));
}

void up_cluster::read_all() {
  for (auto& node : nodes_) node->read(to_, phase_ == phase::starting);
}

void up_cluster::note_ends() {
  for (auto& node : nodes_) {
    if (!node->has_just_ended()) continue;
    node->read(to_, phase_ == phase::starting); // its last words
    if (phase_ >= phase::draining && node->end()->good()) continue;
    up_event ended;
    ended.event = "ended";
    ended.node = node->name();
    ended.text = to_string(*node->end());
    to_.tell(ended);
  }
}

// -- ready ----------------------------------------------------------------------------------------

bool up_cluster::is_converged() const {
  bool any = false;
  for (const auto& node : nodes_) {
    if (!node->runs()) continue;
    if (!node->serves()) return false;
    for (const auto& other : nodes_)
      if (other != node && other->runs() && !node->is_linked_with(other->name())) return false;
    any = true;
  }
  return any;
}

void up_cluster::look_whether_ready() {
  if (!is_converged()) {
    if (since_.elapsed() >= options_.ready_timeout) give_up_waiting();
    return;
  }
  phase_ = phase::ready;
  auto names = names_of_running();
  std::string text = "ready: " + std::to_string(names.size()) + " of " +
    std::to_string(nodes_.size()) + " nodes after " + show_duration(since_.elapsed()) +
    "  (Ctrl-C drains all, twice kills)";
  tell("ready", text, names);
  if (!options_.own_ports) return;
  auto first =
    std::find_if(nodes_.begin(), nodes_.end(), [](const auto& n) { return n->serves(); });
  at_.out.note("the ports are not those of the file: " + at_.out.program() + " --connect " +
               (*first)->address() + " members");
}

void up_cluster::give_up_waiting() {
  failure why{code::unreachable,
              "not ready after " + format_duration(options_.ready_timeout),
              {},
              exit_code::unreachable};
  for (const auto& node : nodes_) {
    if (node->runs() && !node->serves()) why.hints.push_back(node->name() + " does not listen yet");
    if (node->serves())
      for (const auto& line : node->waits_for())
        why.hints.push_back(node->name() + " waits for " + line);
  }
  exit_code_ = at_.fail(why);
  drain("not ready");
}

// -- the end --------------------------------------------------------------------------------------

void up_cluster::on_signal(int signal) {
  if (phase_ < phase::draining) return drain("Ctrl-C again kills");
  exit_code_ = static_cast<int>(exit_code_of_signal(signal));
  kill_all();
}

void up_cluster::drain(const std::string& why) {
  auto names = names_of_running();
  tell("stopping", "stopping: draining " + joined(names) + "  (" + why + ")", names);
  phase_ = phase::draining;
  draining_.restart();
  told_.restart();
  for (auto& node : nodes_) node->process().send(SIGTERM);
}

void up_cluster::look_at_drain() {
  if (draining_.elapsed() >= spec_.drain.grace + kill_after) return kill_all();
  if (told_.elapsed() < tell_every) return;
  told_.restart();
  auto names = names_of_running();
  tell("draining", "still draining: " + joined(names) + "  (Ctrl-C again kills)", names);
}

void up_cluster::kill_all() {
  phase_ = phase::killing;
  for (auto& node : nodes_) node->process().send(SIGKILL);
}

std::vector<std::string> up_cluster::names_of_running() const {
  std::vector<std::string> out;
  for (const auto& node : nodes_)
    if (node->runs()) out.push_back(node->name());
  return out;
}

void up_cluster::tell(std::string event, std::string text, std::vector<std::string> nodes) {
  auto seconds = std::chrono::duration<double>(since_.elapsed()).count();
  to_.tell(up_event{.event = std::move(event),
                    .node = {},
                    .text = std::move(text),
                    .nodes = std::move(nodes),
                    .total = static_cast<std::uint32_t>(nodes_.size()),
                    .seconds = seconds});
}

int up_cluster::exit() const {
  if (exit_code_) return *exit_code_;
  tally results;
  for (const auto& node : nodes_) results.add(exit_of(*node->end()));
  return results.exit();
}

} // namespace carrick::tools
