#pragma once

#include <carrick/tools/console.hpp>
#include <carrick/tools/line_output.hpp>
#include <carrick/tools/log_line.hpp>
#include <carrick/tools/node_event.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::tools {

/// What `up` itself tells, beside the events of its nodes.
struct up_event {
  std::string event; ///< ready, ended, stopping, draining, stopped, lost
  std::string node;  ///< ended: whose process
  std::string text;
  std::vector<std::string> nodes; ///< ready: those that are; draining: those that still run
  std::uint32_t total = 0;        ///< ready: nodes that were started
  double seconds = 0;
  CARRICK_DATA(up_event, "carrick.tool.up_event", event, node, text, nodes, total, seconds)
};

/// The one log of many nodes: each line begins with the name of its node, in its colour. With a log
/// folder each node's lines also go to NODE.log there, without name and colour.
class up_output {
 public:
  /// `nodes` in the order of their colours.
  up_output(console& out, const std::vector<std::string>& nodes);

  /// Opens the files; wrong usage if it cannot.
  std::optional<failure> write_to(const std::filesystem::path& folder);

  void tell(const node_event& event);
  void tell(const up_event& event);
  /// A line of a node's log, or that an actor printed.
  void log(const std::string& node, std::string_view line);
  void failed(const std::string& node, const failure& why);

 private:
  std::string prefix(const std::string& node, bool color) const;
  void to_file(const std::string& node, std::string_view line);

  struct log_file {
    explicit log_file(net::unique_fd opened);
    const net::unique_fd descriptor;
    line_output lines;
  };

  console& out_;
  bool text_;
  std::size_t width_ = 0;
  std::map<std::string, std::size_t> places_;
  std::map<std::string, log_file> files_;
};

} // namespace carrick::tools
