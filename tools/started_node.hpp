#pragma once

#include <carrick/actors/loops.hpp>
#include <carrick/actors/node.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/load.hpp>
#include <carrick/tools/console.hpp>
#include <carrick/tools/node_event.hpp>
#include <carrick/tools/own_view.hpp>
#include <carrick/tools/signals.hpp>
#include <carrick/tools/stop_watch.hpp>
#include <carrick/tools/stopwatch.hpp>

#include <functional>
#include <optional>

namespace carrick::tools {

/// A node of the file in this process, from its start to its end, told as events.
class started_node {
 public:
  using teller = std::function<void(const node_event&)>;

  /// `spec` is what `file` said; it, `types`, `log` and `taken` outlive this. `tell` is called on
  /// this thread and, while it stops, on another, never at the same time.
  started_node(const config::cluster_spec& spec, const config::loaded_file& file, const node_id& id,
               const registry& types, logger& log, teller tell, signals& taken);

  std::optional<failure> start();
  /// Runs until a signal comes, and returns it; SIGHUP has it look for its members again.
  int run();
  /// Drains; `deadline_exceeded` names what is still alive: then this object must not be destroyed.
  status stop();

 private:
  node_event event(std::string what) const;
  void look_at_links();
  bool is_all_of_members(const std::vector<node_id>& linked) const;
  void tell_what_misses();
  void tell_what_holds_it_up();
  failure why_not_started(const status& why) const;

  const config::cluster_spec& spec_;
  const registry& types_;
  teller tell_;
  signals& taken_;
  stopwatch since_;
  loops threads_;
  node node_;
  stop_watch watch_{taken_, [this] { tell_what_holds_it_up(); }};
  std::vector<node_id> linked_;
  bool ready_ = false;
  bool complete_ = false; // it has been linked with all members
  stopwatch told_;
  std::optional<own_view> view_; // while it waits for others
};

} // namespace carrick::tools
