#pragma once

#include <carrick/config/cluster_spec.hpp>
#include <carrick/tools/invocation.hpp>
#include <carrick/tools/signals.hpp>
#include <carrick/tools/stopwatch.hpp>
#include <carrick/tools/up_node.hpp>
#include <carrick/tools/up_output.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::tools {

struct up_options {
  std::string file;
  std::vector<std::string> nodes; ///< names; empty: all
  std::vector<std::string> sets;  ///< for the children, beside those of the command line
  duration ready_timeout = std::chrono::seconds(20);
  bool own_ports = false; ///< not those of the file: say how to reach the nodes
};

/// The nodes of a file as children of this process, from their start to the end of the last one.
class up_cluster {
 public:
  up_cluster(invocation& at, const config::cluster_spec& spec, up_options options, up_output& to);

  std::optional<failure> start();
  /// Returns the exit code, when all have ended.
  int run(signals& taken);

 private:
  enum class phase : unsigned char { starting, ready, draining, killing };

  std::vector<std::string> arguments_for(const std::string& node) const;
  void wait_for_news(const signals& taken, duration limit) const;
  void read_all();
  void note_ends();
  void on_signal(int signal);
  void look_whether_ready();
  void give_up_waiting();
  void look_at_drain();
  void drain(const std::string& why);
  void kill_all();
  bool is_converged() const;
  std::vector<std::string> names_of_running() const;
  std::size_t running() const { return names_of_running().size(); }
  void tell(std::string event, std::string text, std::vector<std::string> nodes = {});
  int exit() const;

  invocation& at_;
  const config::cluster_spec& spec_;
  const up_options options_;
  up_output& to_;
  std::vector<std::unique_ptr<up_node>> nodes_;
  phase phase_ = phase::starting;
  stopwatch since_;              // the start
  stopwatch draining_, told_;    // in that phase
  std::optional<int> exit_code_; // decided before the end
};

} // namespace carrick::tools
