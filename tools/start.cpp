#include <carrick/tools/banner.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/json_view.hpp>
#include <carrick/tools/load_cluster.hpp>
#include <carrick/tools/spdlog_logger.hpp>
#include <carrick/tools/started_node.hpp>

#include <unistd.h>
#include <csignal>

namespace carrick::tools {
namespace {

/// One node in the foreground.
class start final : public command {
 public:
  start() : command("start", "one node of the file, in the foreground") {}

  void declare(command_args& args) override {
    args.optional("FILE", file_, "the cluster's file (default: as --config)");
    args.option("-n,--node", node_, "which node of the file (also: CARRICK_NODE)", "CARRICK_NODE");
    args.flag("--events-apart", events_apart_,
              "nothing but events on stdout: what actors print goes to stderr, as `up` wants it");
  }

  int run(invocation& at) override {
    auto spec = load_cluster_or_fail(at, file_);
    if (!spec) return at.fail(spec.error());
    auto id = chosen_node(*spec);
    if (!id) return at.fail(id.error());
    if (events_apart_) at.out.take_stdout();
    signals::outlive_outputs();
    at.out.hold_nobody_up(
      [&at, id = *id](const lost_lines& lost) { return lost_line(at, id, lost); });
    signals taken{SIGINT, SIGTERM, SIGHUP};
    if (at.out.format() == output_format::text)
      at.out.line(banner_of(*spec, cluster_file(at, file_)));
    return run_node(at, *spec, *id, taken);
  }

 private:
  outcome<node_id> chosen_node(const config::cluster_spec& spec) const {
    std::vector<std::string> known;
    for (const auto& [id, node] : spec.nodes) known.push_back(id.text());
    if (node_.empty() && spec.nodes.size() == 1) return spec.nodes.begin()->first;
    if (node_.empty())
      return usage_failure("which node? say --node", {near_names("", known, "The nodes are")});
    for (const auto& [id, node] : spec.nodes)
      if (id.text() == node_) return id;
    return failure{code::not_found,
                   "the file has no node \"" + node_ + "\"",
                   {near_names(node_, known, "The nodes are")},
                   exit_code::not_found};
  }

  static logger_options logger_options_for(const invocation& at, const config::cluster_spec& spec,
                                           const node_id& id) {
    auto log = spec.log;
    auto& usual = log.level["default"];
    if (at.globals.verbose) usual = std::min(usual, log_level::debug);
    auto out = logger_options_from(log, ::isatty(STDERR_FILENO) == 1);
    out.node = id.text();
    out.color = at.out.color_err();
    return out;
  }

  static void tell(invocation& at, const node_event& event) {
    if (at.out.format() != output_format::text) return at.out.line(json_of(event));
    for (const auto& line : text_of(event)) at.out.line(event.node + "  " + line);
  }

  static std::string lost_line(const invocation& at, const node_id& id, const lost_lines& lost) {
    auto text = to_string(lost);
    if (at.out.format() == output_format::text) return id.text() + "  " + text;
    node_event event;
    event.event = "lost";
    event.node = id.text();
    event.lines = {text};
    return json_of(event);
  }

  int run_node(invocation& at, const config::cluster_spec& spec, const node_id& id,
               signals& taken) {
    spdlog_logger log{logger_options_for(at, spec, id)};
    auto running = std::make_unique<started_node>(
      spec, file_to_load(at, file_), id, at.types, log,
      [&at](const node_event& event) { tell(at, event); }, taken);
    if (auto failed = running->start()) return at.fail(*failed);
    running->run();
    auto stopped = running->stop();
    if (stopped.ok()) return static_cast<int>(exit_code::success);
    // Something would not end, and would not let us end either.
    ::_exit(at.fail(failure_of(stopped, exit_code::negative)));
  }

  std::string file_, node_;
  bool events_apart_ = false;
};

} // namespace

std::unique_ptr<command> make_start() { return std::make_unique<start>(); }

} // namespace carrick::tools
