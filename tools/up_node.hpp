#pragma once

#include <carrick/tools/child_process.hpp>
#include <carrick/tools/line_reader.hpp>
#include <carrick/tools/up_output.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace carrick::tools {

/// A node that `up` runs in a process of its own: what it has told so far.
class up_node {
 public:
  up_node(std::string name, child_process process);

  const std::string& name() const noexcept { return name_; }
  child_process& process() noexcept { return process_; }
  line_reader& out() noexcept { return out_; }
  line_reader& err() noexcept { return err_; }

  /// Listens, and its process runs.
  bool serves() const noexcept { return !address_.empty() && !end_; }
  bool runs() const noexcept { return !end_; }
  const std::string& address() const noexcept { return address_; }
  bool is_linked_with(const std::string& other) const { return linked_.count(other) != 0; }
  /// What it waits for, by its last word.
  const std::vector<std::string>& waits_for() const noexcept { return waits_for_; }
  const std::optional<process_end>& end() const noexcept { return end_; }

  /// Reads what it printed. Its waiting is shown if `show_waiting`.
  void read(up_output& to, bool show_waiting);
  /// True once, when it was found to have ended and all that it printed was read.
  bool has_just_ended();

 private:
  void take_out(std::string_view line, up_output& to, bool show_waiting);
  void take_err(std::string_view line, up_output& to);
  void take(const node_event& event);

  std::string name_;
  child_process process_;
  line_reader out_, err_;
  std::string address_;
  std::set<std::string> linked_;
  std::vector<std::string> waits_for_;
  std::optional<process_end> end_;
};

} // namespace carrick::tools
