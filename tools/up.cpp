#include <carrick/tools/banner.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/free_ports.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/load_cluster.hpp>
#include <carrick/tools/up_cluster.hpp>

#include <algorithm>
#include <csignal>

namespace carrick::tools {
namespace {

/// All nodes of a file on this machine.
class up final : public command {
 public:
  up() : command("up", "all nodes of the file as local processes, with one log") {}

  void declare(command_args& args) override {
    args.optional("FILE", options_.file, "the cluster's file (default: as --config)");
    args.list_option("-n,--nodes", options_.nodes, "n1,n2: only these (default: all)");
    args.flag("--auto-ports", options_.own_ports, "free ports instead of those of the file");
    args.option("--log-dir", log_dir_, "also write each node's log to DIR/NODE.log");
    args.option("--ready-timeout", options_.ready_timeout,
                "give up when not all are linked by then (default: 20s)");
  }

  int run(invocation& at) override {
    options_.file = cluster_file(at, options_.file);
    auto spec = load_cluster_or_fail(at, options_.file);
    if (!spec) return at.fail(spec.error());
    if (auto failed = choose_nodes(*spec)) return at.fail(*failed);
    auto sets = sets_for_free_ports(*spec, options_.own_ports);
    if (!sets) return at.fail(sets.error());
    options_.own_ports = !sets->empty();
    options_.sets = std::move(*sets);
    return run_all(at, *spec);
  }

 private:
  std::optional<failure> choose_nodes(const config::cluster_spec& spec) {
    std::vector<std::string> known;
    for (const auto& [id, node] : spec.nodes) known.push_back(id.text());
    for (const auto& name : options_.nodes)
      if (std::find(known.begin(), known.end(), name) == known.end())
        return failure{code::not_found,
                       "the file has no node \"" + name + "\"",
                       {near_names(name, known, "The nodes are")},
                       exit_code::not_found};
    if (options_.nodes.empty()) options_.nodes = known;
    return {};
  }

  int run_all(invocation& at, const config::cluster_spec& spec) {
    signals::outlive_outputs();
    at.out.hold_nobody_up([&at](const lost_lines& lost) { return lost_line(at, lost); });
    signals taken{SIGINT, SIGTERM, SIGHUP};
    up_output to{at.out, options_.nodes};
    if (!log_dir_.empty())
      if (auto failed = to.write_to(log_dir_)) return at.fail(*failed);
    if (at.out.format() == output_format::text) at.out.line(banner_of(spec, options_.file));
    up_cluster cluster{at, spec, options_, to};
    if (auto failed = cluster.start()) return at.fail(*failed);
    return cluster.run(taken);
  }

  static std::string lost_line(const invocation& at, const lost_lines& lost) {
    auto text = to_string(lost);
    return at.out.format() == output_format::text
      ? text
      : json_of(up_event{.event = "lost", .node = {}, .text = text, .nodes = {}});
  }

  up_options options_;
  std::string log_dir_;
};

} // namespace

std::unique_ptr<command> make_up() { return std::make_unique<up>(); }

} // namespace carrick::tools
