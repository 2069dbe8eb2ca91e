#include "store_state.hpp"

#include <carrick/sim/application/judged_history.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

/// How simulated clients use the store, and what its promise (kv.hpp) means for what they and the
/// nodes see.
namespace kv {
namespace {

using namespace carrick;
using namespace std::chrono_literals;

constexpr std::uint64_t keys = 5;
constexpr std::size_t shown_operations = 80;

std::string store_on(const std::string& node) { return node + "/store"; }
std::string text_of(const version& v) {
  return "(" + std::to_string(v.counter) + " " + v.node + ")";
}

std::string seconds(duration at) {
  auto text = std::to_string(std::chrono::duration<double>(at).count());
  return std::string(11 - std::min<std::size_t>(10, text.size()), ' ') + text;
}

/// A process of a node.
struct place {
  std::string node;
  std::uint64_t incarnation = 0;
  friend auto operator<=>(const place&, const place&) = default;
};

/// What one process has of a key, as a sequential object: a version that only grows. Copies of what
/// was put elsewhere come between its operations.
struct process_model {
  struct operation {
    enum class kind : unsigned char { put, get, copy } what = kind::get;
    place at;
    std::string key;
  };
  struct answer {
    kv::version version;
    friend bool operator==(const answer&, const answer&) = default;
  };
  using state = kv::version;

  state initial() const { return {}; }
  answer step(state& now, const operation&) const { return {now}; }
  bool accept(state& now, const operation& asked, const answer& got) const {
    if (asked.what == operation::kind::put && got.version <= now) return false;
    if (asked.what == operation::kind::get && got.version < now) return false;
    now = std::max(now, got.version);
    return true;
  }
  /// The version may grow at any time.
  sim::unknown_outcome when_unknown(const operation&) const { return sim::unknown_outcome::never; }
  std::string key(const operation& asked) const {
    return asked.key + " at " + asked.at.node + ", process " + std::to_string(asked.at.incarnation);
  }
  std::string text(const operation& asked) const {
    return asked.what == operation::kind::put ? "put"
      : asked.what == operation::kind::get    ? "get"
                                              : "has";
  }
  std::string text(const answer& got) const { return text_of(got.version); }
  std::string text(const state& now) const { return text_of(now); }
};

/// An acknowledged put, and the processes that had it then.
struct acknowledged {
  std::string key;
  kv::version version;
  bytes data;
  std::vector<place> holders;
  duration at{};
};

/// What one client did, for people.
struct operation {
  duration from{}, to{};
  std::string client, key, what;

  std::string text() const {
    return seconds(from) + " to " + seconds(to) + "  " + client + ": " + what;
  }
};

/// What a watcher of a process must have been told.
struct watched {
  std::uint64_t incarnation = 0;
  std::optional<std::map<std::string, kv::version>> base; ///< when the store took it on
  std::map<std::string, kv::version> told;
};

class judge {
 public:
  // -- clients tell what they see -----------------------------------------------------------------

  /// Which process of each node runs.
  static std::map<std::string, std::uint64_t> processes(const sim::look& at) {
    std::map<std::string, std::uint64_t> out;
    for (const auto& node : at.nodes()) out[node] = at.incarnation(node);
    return out;
  }

  /// A call of that process begins; its number in the history.
  std::size_t begin(const sim::workload_client& by, process_model::operation what) {
    return history_.begin(by.name(), std::move(what), by.elapsed());
  }

  void put_ends(const sim::workload_client& by, std::size_t call, const place& asked,
                const put& what, duration began, const std::map<std::string, std::uint64_t>& before,
                const result<put_done>& done) {
    const auto at = by.look();
    if (done && at.incarnation(asked.node) == asked.incarnation)
      history_.answered(call, {done->version}, at.elapsed());
    else
      history_.unknown(call, at.elapsed());
    note(by, began, what.key,
         "put " + what.key + " = " + std::string{as_text(what.data)} + ": " +
           (done ? text_of(done->version) + ", " + std::to_string(done->copies) + " copies"
                 : to_string(done.error())));
    if (!done) return;
    acknowledged ack{what.key, done->version, what.data, {}, at.elapsed()};
    std::size_t gone = 0; // or begun since: what they had nobody can see
    for (const auto& [node, incarnation] : processes(at)) {
      if (incarnation == 0 || before.at(node) != incarnation) ++gone;
      if (!holds(at, node, what.key, done->version)) continue;
      ack.holders.push_back({node, incarnation});
      const auto copied =
        begin(by, {process_model::operation::kind::copy, ack.holders.back(), what.key});
      history_.answered(copied, {done->version}, at.elapsed());
    }
    if (ack.holders.size() + gone < done->copies)
      broken(acknowledged_too_early_, what.key,
             "the put of " + what.key + " " + text_of(done->version) + " is acknowledged with " +
               std::to_string(done->copies) + " copies, but " + std::to_string(ack.holders.size()) +
               " nodes have it");
    all_.push_back(std::move(ack));
  }

  void get_ends(const sim::workload_client& by, std::size_t call, const std::string& key,
                duration began, const place& asked, const result<value>& got) {
    const auto at = by.look();
    note(by, began, key,
         "get " + key + " at " + asked.node + ": " +
           (!got           ? to_string(got.error())
              : got->found ? text_of(got->version) + " " + std::string{as_text(got->data)}
                           : "nothing"));
    if (!got || at.incarnation(asked.node) != asked.incarnation)
      return history_.unknown(call, at.elapsed());
    history_.answered(call, {got->version}, at.elapsed());
    for (const auto& ack : all_)
      if (ack.version == got->version && ack.key == key && ack.data != got->data)
        broken(read_other_, key, key + " " + text_of(ack.version) + " reads as another value");
  }

  /// False: somebody watches there already.
  bool begin_watch(const std::string& node) { return watched_.try_emplace(node).second; }
  void end_watch(const std::string& node) { watched_.erase(node); }
  void change_told(const sim::workload_client& by, const std::string& node, const change& what) {
    auto& last = watched_.at(node).told[what.key];
    note(by, by.elapsed(), what.key,
         "told by " + node + ": " + what.key + " " + text_of(what.version));
    if (what.version <= last)
      broken(missed_, what.key,
             "the watcher of " + node + " is told of " + what.key + " " + text_of(what.version) +
               " after " + text_of(last));
    last = what.version;
  }
  /// What a watcher that still watches was not told of, as of now; empty: nothing.
  std::string not_told(const sim::look& at, const std::string& node) const {
    const auto& w = watched_.at(node);
    const auto* store = at.state<store_state>(store_on(node));
    if (store == nullptr || !w.base || at.incarnation(node) != w.incarnation) return {};
    for (const auto& [key, held] : store->table.entries()) {
      auto before = w.base->find(key);
      if (before != w.base->end() && before->second == held.version) continue;
      auto told = w.told.find(key);
      if (told == w.told.end() || told->second < held.version)
        return "the watcher of " + node + " is not told of " + key + " " + text_of(held.version);
    }
    return {};
  }
  void miss(const std::string& text) { broken(missed_, {}, text); }

  // -- invariants ---------------------------------------------------------------------------------

  /// After each turn.
  std::string look_at_turn(const sim::look& at) {
    const auto* store = at.state<store_state>("store");
    if (store == nullptr) return {};
    const auto& node = at.turned();
    const auto incarnation = at.incarnation(node);
    auto& seen = seen_[node];
    if (seen.incarnation != incarnation) seen = {incarnation, at.elapsed()};
    if (std::exchange(seen.watchers, store->watchers_seen) < store->watchers_seen)
      begin_to_watch(node, incarnation, *store);
    if (!store->serving || std::exchange(seen.serving, true)) return {};
    return serves_without(at, node, *store, seen.began);
  }
  const std::string& acknowledged_too_early() const noexcept { return acknowledged_too_early_; }
  const std::string& read_other() const noexcept { return read_other_; }
  const sim::history<process_model>& history() const noexcept { return history_; }
  const std::string& missed() const noexcept { return missed_; }

  /// Without faults: what keeps the nodes from having the same, and all of what was acknowledged.
  std::string differs(const sim::look& at) const {
    const store_state* first = nullptr;
    for (const auto& node : at.nodes()) {
      const auto* store = at.state<store_state>(store_on(node));
      if (store == nullptr) return node + " has no store";
      if (!store->serving) return node + " does not serve reads";
      if (first == nullptr) first = store;
      if (first->table.digest() != store->table.digest())
        return at.nodes().front() + " and " + node + " do not have the same";
    }
    for (const auto& ack : all_)
      if (first != nullptr && first->table.is_older(ack.key, ack.version))
        for (const auto& [node, incarnation] : ack.holders)
          if (at.incarnation(node) == incarnation)
            return "the acknowledged put of " + ack.key + " " + text_of(ack.version) + ", which " +
              node + " had, is lost";
    return {};
  }

  std::vector<std::string> operations() const {
    std::vector<std::string> out;
    for (auto i = log_.rbegin(); i != log_.rend() && out.size() < shown_operations; ++i)
      if (key_.empty() || i->key == key_) out.push_back(i->text());
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  struct seen_process {
    std::uint64_t incarnation = 0;
    duration began{};
    std::uint64_t watchers = 0;
    bool serving = false;
  };

  static bool holds(const sim::look& at, const std::string& node, const std::string& key,
                    const kv::version& v) {
    const auto* store = at.state<store_state>(store_on(node));
    return store != nullptr && !store->table.is_older(key, v);
  }

  void begin_to_watch(const std::string& node, std::uint64_t incarnation,
                      const store_state& store) {
    const auto found = watched_.find(node);
    if (found == watched_.end()) return;
    found->second.incarnation = incarnation;
    auto& base = found->second.base.emplace();
    for (const auto& [key, held] : store.table.entries()) base[key] = held.version;
  }

  /// A store that begins to serve misses what a member had that it can reach, and had before.
  std::string serves_without(const sim::look& at, const std::string& node, const store_state& store,
                             duration began) {
    for (const auto& ack : all_) {
      if (ack.at >= began || !store.table.is_older(ack.key, ack.version)) continue;
      for (const auto& holder : ack.holders)
        if (store.reachable.contains(holder.node) &&
            at.incarnation(holder.node) == holder.incarnation) {
          key_ = ack.key;
          return node + " serves reads without " + ack.key + " " + text_of(ack.version) +
            ", which was acknowledged before it began and " + holder.node + " has";
        }
    }
    return {};
  }

  void broken(std::string& what, const std::string& key, std::string text) {
    if (!what.empty()) return;
    what = std::move(text);
    key_ = key;
  }
  void note(const sim::workload_client& by, duration began, const std::string& key,
            std::string what) {
    log_.push_back({began, by.elapsed(), by.name(), key, std::move(what)});
  }

  std::vector<acknowledged> all_;
  sim::history<process_model> history_;
  std::map<std::string, watched> watched_;
  std::map<std::string, seen_process> seen_;
  std::vector<operation> log_;
  std::string key_; // of what is broken
  std::string acknowledged_too_early_, read_other_, missed_;
};

std::string drawn_key(sim::workload_client& c) {
  return "k" + std::to_string(c.random().below(keys));
}

duration drawn_limit(sim::workload_client& c) {
  return c.random().magnitude(duration{20ms}, duration{5s});
}

void put_one(sim::workload_client& c, judge& seen, std::uint64_t number) {
  const auto text = as_bytes(c.name() + " #" + std::to_string(number));
  const put what{drawn_key(c), {text.begin(), text.end()}};
  const auto before = judge::processes(c.look());
  const auto began = c.elapsed();
  const auto node = c.any_node();
  const place asked{node, before.at(node)};
  const auto call = seen.begin(c, {process_model::operation::kind::put, asked, what.key});
  auto pending = c.begin(store_on(node), what, drawn_limit(c));
  if (c.random().below(20) == 0) {
    c.wait(c.random().between(duration{}, duration{5ms}));
    pending.cancel();
  }
  seen.put_ends(c, call, asked, what, began, before, pending.get());
}

void get_one(sim::workload_client& c, judge& seen) {
  const auto key = drawn_key(c);
  const auto node = c.any_node();
  const place asked{node, c.look().incarnation(node)};
  const auto began = c.elapsed();
  const auto call = seen.begin(c, {process_model::operation::kind::get, asked, key});
  seen.get_ends(c, call, key, began, asked, c.ask(store_on(node), get{key}, drawn_limit(c)));
}

void write_and_read(sim::workload_client& c, judge& seen) {
  for (std::uint64_t number = 1; c.goes_on(); ++number) {
    if (c.random().below(3) == 0)
      put_one(c, seen, number);
    else
      get_one(c, seen);
    if (c.random().below(20) == 0) c.move_to(c.any_node());
    c.wait(c.random().magnitude(duration{5ms}, duration{500ms}));
  }
}

/// As long as it watches: until its stream ends, or the faults have ended and all has been told.
void follow(sim::workload_client& c, judge& seen) {
  const auto node = c.node();
  auto changes = c.open(store_on(node), watch{});
  duration calm_since{};
  while (!changes.end()) {
    while (auto item = changes.next(100ms)) seen.change_told(c, node, *item);
    if (c.goes_on() || changes.end()) continue;
    if (calm_since == duration{}) calm_since = c.elapsed();
    const auto missing = seen.not_told(c.look(), node);
    if (missing.empty() && seen.differs(c.look()).empty()) return;
    if (!missing.empty() && c.elapsed() - calm_since > 15s) return seen.miss(missing);
  }
}

void watch_changes(sim::workload_client& c, judge& seen) {
  while (c.goes_on()) {
    c.move_to(c.any_node());
    if (seen.begin_watch(c.node())) {
      const auto node = c.node();
      follow(c, seen);
      seen.end_watch(node);
    }
    c.wait(c.random().between(duration{50ms}, duration{1s}));
  }
}

} // namespace

void simulation(sim::trial& run) {
  auto seen = std::make_shared<judge>();
  run.workload("writers and readers", [seen](sim::workload_client& c) { write_and_read(c, *seen); },
               {.clients_min = 2, .clients_max = 5});
  run.workload("watchers", [seen](sim::workload_client& c) { watch_changes(c, *seen); });
  run.invariant("kv.acknowledged_has_copies", sim::looked_at::turn,
                [seen](const sim::look&) { return seen->acknowledged_too_early(); });
  run.invariant("kv.reads_what_was_put", sim::looked_at::turn,
                [seen](const sim::look&) { return seen->read_other(); });
  sim::judge_at_end<process_model>(run, "kv.reads_only_grow", {seen, &seen->history()});
  run.invariant("kv.watchers_miss_nothing", sim::looked_at::turn,
                [seen](const sim::look&) { return seen->missed(); });
  run.invariant("kv.serves_what_it_missed", sim::looked_at::turn,
                [seen](const sim::look& at) { return seen->look_at_turn(at); });
  run.invariant("kv.same_everywhere", sim::looked_at::quiet,
                [seen](const sim::look& at) { return seen->differs(at); });
  run.exhibit("What the clients did", [seen] { return seen->operations(); });
}

} // namespace kv
