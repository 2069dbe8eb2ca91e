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
  }

  int run(invocation& at) override {
    auto spec = load_cluster_or_fail(at, file_);
    if (!spec) return at.fail(spec.error());
    auto id = chosen_node(*spec);
    if (!id) return at.fail(id.error());
    std::signal(SIGPIPE, SIG_IGN); // a log that nobody reads does not end a node
    auto taken = taken_signals(*spec);
    if (at.out.format() == output_format::text)
      at.out.line(banner_of(*spec, cluster_file(at, file_)));
    return run_node(at, *spec, *id, *taken);
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

  /// SIGHUP ends a node, as everything, unless it has something to read again.
  static std::unique_ptr<signals> taken_signals(const config::cluster_spec& spec) {
    if (spec.membership.provider == config::membership_provider::fixed)
      return std::make_unique<signals>(std::initializer_list{SIGINT, SIGTERM});
    return std::make_unique<signals>(std::initializer_list{SIGINT, SIGTERM, SIGHUP});
  }

  int run_node(invocation& at, const config::cluster_spec& spec, const node_id& id,
               signals& taken) {
    spdlog_logger log{logger_options_for(at, spec, id)};
    auto running =
      std::make_unique<started_node>(spec, file_to_load(at, file_), id, at.types, log,
                                     [&at](const node_event& event) { tell(at, event); });
    if (auto failed = running->start()) return at.fail(*failed);
    running->run(taken);
    auto stopped = running->stop(taken);
    if (stopped.ok()) return static_cast<int>(exit_code::success);
    // Something would not end, and would not let us end either.
    ::_exit(at.fail(failure_of(stopped, exit_code::negative)));
  }

  std::string file_, node_;
};

} // namespace

std::unique_ptr<command> make_start() { return std::make_unique<start>(); }

} // namespace carrick::tools
