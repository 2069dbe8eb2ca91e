#include <carrick/actors/call_on.hpp>
#include <carrick/actors/loops.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/actors/node_core.hpp>
#include <carrick/config/node_from_spec.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/net/pipe/pipe_transport.hpp>
#include <carrick/sim/cluster.hpp>
#include <carrick/sim/kit/ground.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>

namespace carrick::sim {
namespace {

using namespace std::chrono_literals;

// A machine under load is late; who waits in vain waits that long.
constexpr auto patience_min = 60s;
constexpr std::size_t lines_kept = 20;
constexpr duration redial_max = 50ms;

/// The last lines of all nodes that warn.
class last_warnings final : public logger {
 public:
  void write(log_level, std::string_view component, std::string_view text) override {
    std::lock_guard guard{mutex_};
    if (lines_.size() == lines_kept) lines_.pop_front();
    lines_.push_back(std::string{component} + ": " + std::string{text});
  }
  bool enabled(log_level level) const noexcept override { return level >= log_level::warn; }
  std::string text() const {
    std::lock_guard guard{mutex_};
    std::string out;
    for (const auto& line : lines_) out += "\n  " + line;
    return out.empty() ? "" : "; the nodes' last warnings:" + out;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> lines_;
};

class threaded_ground final : public ground {
 public:
  threaded_ground(registry types, const config::cluster_spec& spec, const test_options& options)
      : types_(std::move(types)),
        pipes_(net::make_pipe_network()),
        threads_(options.threads),
        ids_(options.simulation.order.empty() ? ordered_nodes(spec) : options.simulation.order),
        begun_(threads_.at(0).now()) {
    for (std::size_t i = 0; i < ids_.size(); ++i) add(spec, i, options);
    for (std::size_t i = 0; i < ids_.size(); ++i) restart(i);
  }
  ~threaded_ground() override {
    for (std::size_t i = 0; i < nodes_.size(); ++i) end(i, &node::kill);
    if (left_alive_) static_cast<void>(warnings_.release()); // it still writes there
  }

  const std::vector<node_id>& ids() const noexcept override { return ids_; }
  node* running(std::size_t number) override { return nodes_[number].runs.get(); }

  time_point now() override { return threads_.at(0).now(); }

  bool wait(const std::function<bool()>& done, time_point until) override {
    while (true) {
      const auto seen = number_of_news();
      if (done()) return true;
      std::unique_lock guard{mutex_};
      if (!changed_.wait_until(guard, until, [&] { return news_ != seen; })) break;
    }
    return done();
  }
  void advance(duration by) override {
    std::unique_lock guard{mutex_};
    changed_.wait_until(guard, deadline_after(now(), by), [] { return false; });
  }
  void news() noexcept override {
    std::lock_guard guard{mutex_};
    ++news_;
    changed_.notify_all();
  }
  duration patience(duration limit) const override {
    return std::max<duration>(limit, patience_min);
  }

  void crash(std::size_t number, death) override { end(number, &node::kill); }
  void stop(std::size_t number) override {
    auto& which = nodes_[number];
    end(number, [&](node& of) { return of.stop(which.options.drain_grace); });
  }
  void restart(std::size_t number) override {
    auto& which = nodes_[number];
    if (which.runs) return;
    auto made = std::make_unique<node>(which.options, types_, threads_);
    if (auto started = made->start(which.actors); !started.ok())
      throw std::logic_error(ids_[number].text() + " does not start: " + to_string(started));
    which.runs = std::move(made);
  }
  void set_members(std::size_t number, const std::vector<std::string>& members) override {
    auto& which = nodes_[number];
    which.options.members.clear();
    for (const auto& each : members) {
      const auto& id = ids_[number_of(each)];
      which.options.members.push_back({.node = id, .addresses = {id.text()}});
    }
    if (!which.runs) return;
    if (auto set = which.runs->set_members(which.options.members); !set.ok())
      throw std::logic_error("set_members: " + to_string(set));
  }
  bool all_linked() override {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].runs && nodes_[i].runs->linked().size() < expected_links(i)) return false;
    return true;
  }

  cluster* simulated() noexcept override { return nullptr; }
  std::string where_it_stands() const override {
    return "on threads, after " + show_duration(threads_.at(0).now() - begun_) + warnings_->text();
  }

 private:
  struct one {
    node_options options;
    std::vector<actor_options> actors;
    std::unique_ptr<node> runs;
  };

  void add(const config::cluster_spec& spec, std::size_t number, const test_options& asked) {
    auto& made = nodes_.emplace_back();
    auto& options = made.options = config::node_options_from(spec, ids_[number]);
    options.listen = options.advertise = ids_[number].text();
    for (auto& member : options.members) member.addresses = {member.node.text()};
    options.transport = net::make_pipe_transport(pipes_);
    options.reconnect.max = std::min(options.reconnect.max, redial_max);
    options.reconnect.min = std::min(options.reconnect.min, options.reconnect.max);
    options.seed = asked.seed + number;
    options.log = warnings_.get();
    if (asked.adjust) asked.adjust(number, options);
    made.actors = config::actor_options_from(spec, ids_[number]);
  }
  template <class How>
  void end(std::size_t number, How how) {
    auto& which = nodes_[number];
    if (!which.runs) return;
    const auto ended = std::invoke(how, *which.runs);
    which.runs.reset();
    left_alive_ |= !ended.ok();
  }
  std::size_t expected_links(std::size_t number) const {
    return static_cast<std::size_t>(
      std::count_if(nodes_.begin(), nodes_.end(), [&](const one& other) {
        return &other != &nodes_[number] && other.runs && knows(nodes_[number], other) &&
          knows(other, nodes_[number]);
      }));
  }
  static bool knows(const one& who, const one& other) {
    const auto& members = who.options.members;
    return std::any_of(members.begin(), members.end(),
                       [&](const member_options& m) { return m.node == other.options.id; });
  }
  std::uint64_t number_of_news() {
    std::lock_guard guard{mutex_};
    return news_;
  }

  const registry types_;
  std::unique_ptr<last_warnings> warnings_ = std::make_unique<last_warnings>();
  const std::shared_ptr<net::pipe_network> pipes_;
  mutable loops threads_;
  const std::vector<node_id> ids_;
  const time_point begun_;
  std::vector<one> nodes_;
  bool left_alive_ = false; // a node that did not end, which has said so
  std::mutex mutex_;        // guards the rest
  std::condition_variable changed_;
  std::uint64_t news_ = 0;
};

} // namespace

std::unique_ptr<ground> make_threaded_ground(registry types, const config::cluster_spec& spec,
                                             const test_options& options) {
  return std::make_unique<threaded_ground>(std::move(types), spec, options);
}

} // namespace carrick::sim
