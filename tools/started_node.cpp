#include <carrick/tools/started_node.hpp>

#include <carrick/config/node_from_spec.hpp>

#include <algorithm>
#include <csignal>

namespace carrick::tools {
namespace {

using namespace std::chrono_literals;

constexpr auto look_until_complete = 10ms;
constexpr auto look_when_complete = 200ms;

node_options options_for(const config::cluster_spec& spec, const config::loaded_file& file,
                         const node_id& id, logger& log) {
  auto out = config::node_options_from(spec, id, file);
  out.log = &log;
  return out;
}

std::vector<std::string> texts_of(const std::vector<node_id>& ids) {
  std::vector<std::string> out;
  for (const auto& id : ids) out.push_back(id.text());
  return out;
}

} // namespace

started_node::started_node(const config::cluster_spec& spec, const config::loaded_file& file,
                           const node_id& id, const registry& types, logger& log, teller tell,
                           signals& taken)
    : spec_(spec),
      types_(types),
      tell_(std::move(tell)),
      taken_(taken),
      threads_(config::loops_options_from(spec)),
      node_(options_for(spec, file, id, log), types, threads_) {}

std::optional<failure> started_node::start() {
  auto started = node_.start(config::actor_options_from(spec_, node_.id()));
  if (!started.ok()) return why_not_started(started);
  auto told = event("listening");
  told.address = node_.address();
  for (const auto& actor : spec_.nodes.at(node_.id()).actors)
    told.actors.push_back(actor.name + "(" + actor.type + ")");
  tell_(told);
  return {};
}

failure started_node::why_not_started(const status& why) const {
  auto out = failure_of(why);
  if (why.code() != code::address_in_use) return out;
  auto key = "nodes." + node_.id().text() + ".listen";
  out.message = spec_.nodes.at(node_.id()).listen + " is in use by another process (set by " + key +
    ", " + to_string(spec_.origin_of(key)) + ")";
  out.hints = {"try: listen = \"127.0.0.1:0\"  or  up --auto-ports"};
  return out;
}

int started_node::run() {
  while (true) {
    look_at_links();
    auto signal = taken_.wait(complete_ ? look_when_complete : look_until_complete);
    if (!signal) continue;
    if (*signal != SIGHUP) return *signal;
    node_.refresh_members();
  }
}

void started_node::look_at_links() {
  auto now = node_.linked();
  if (linked_ != now) {
    linked_ = now;
    auto told = event("linked");
    told.linked = texts_of(now);
    tell_(told);
  }
  if (!ready_ && node_.knows_members()) {
    ready_ = true;
    auto told = event("ready");
    told.linked = texts_of(now);
    tell_(told);
  }
  if (complete_) return;
  if (is_all_of_members(now)) {
    complete_ = true;
    view_.reset();
    return;
  }
  if (told_.elapsed() >= tell_every) tell_what_misses();
}

bool started_node::is_all_of_members(const std::vector<node_id>& linked) const {
  if (!node_.knows_members()) return false;
  const auto all = node_.members();
  return std::all_of(all.begin(), all.end(), [&](const member& m) {
    return m.id == node_.id() || std::binary_search(linked.begin(), linked.end(), m.id);
  });
}

void started_node::tell_what_misses() {
  if (!view_) view_.emplace(node_, spec_, types_);
  auto told = event("waiting");
  told.lines = view_->missing();
  told_.restart();
  if (!told.lines.empty()) tell_(told);
}

status started_node::stop() {
  view_.reset();
  since_.restart();
  tell_(event("stopping"));
  watch_.begin();
  auto stopped = node_.stop(spec_.drain.grace);
  watch_.end();
  tell_(event("stopped"));
  return stopped;
}

void started_node::tell_what_holds_it_up() {
  auto report = node_.what_holds_it_up();
  auto told = event("held_up");
  if (!report.step.empty()) told.lines.push_back(report.step);
  for (auto* part : {&report.actors, &report.requests, &report.links})
    told.lines.insert(told.lines.end(), part->begin(), part->end());
  tell_(told);
}

node_event started_node::event(std::string what) const {
  node_event out;
  out.event = std::move(what);
  out.node = node_.id().text();
  out.seconds = std::chrono::duration<double>(since_.elapsed()).count();
  return out;
}

} // namespace carrick::tools
