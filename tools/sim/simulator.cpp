#include <carrick/tools/sim/simulator.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/core/read_file.hpp>
#include <carrick/sim/nodes/run_nodes.hpp>
#include <carrick/sim/plan_text.hpp>
#include <carrick/tools/load_cluster.hpp>
#include <carrick/tools/shell_words.hpp>

#include <algorithm>

namespace carrick::tools {
namespace {

outcome<sim::fault_plan> read_plan(const std::string& path, std::size_t nodes) {
  auto text = read_file(path, config::text_bytes_max);
  if (!text)
    return usage_failure("the fault plan \"" + path +
                         "\" cannot be read: " + text.error().message());
  auto parsed = sim::parse_plan(*text, path, nodes);
  if (auto* findings = std::get_if<std::vector<config::finding>>(&parsed))
    return failure_of(*findings, path);
  return std::get<sim::fault_plan>(std::move(parsed));
}

std::optional<failure> check_like(const sim_options& options, const config::cluster_spec& file) {
  if (options.like.empty()) return {};
  std::vector<std::string> known;
  for (const auto& [id, node] : file.nodes) known.push_back(id.text());
  if (std::find(known.begin(), known.end(), options.like) == known.end())
    return failure{code::not_found,
                   "the file has no node \"" + options.like + "\" for --like",
                   {near_names(options.like, known, "The nodes are")},
                   exit_code::not_found};
  if (options.nodes > known.size()) return {};
  return usage_failure(
    "--like " + options.like + " adds nothing: the file has " + std::to_string(known.size()) +
      " nodes",
    {"say how many there shall be: --nodes " + std::to_string(known.size() + 1)});
}

} // namespace

outcome<simulator> simulator::make(const invocation& at, const sim_options& options) {
  if (options.length > sim_options::length_max)
    return usage_failure(
      "--for " + format_duration(options.length) + " is more than a run may take",
      {"at most " + format_duration(sim_options::length_max)});
  auto spec = load_cluster_or_fail(at);
  if (!spec) return spec.error();
  if (auto wrong = check_like(options, *spec)) return *wrong;
  simulator made;
  made.nodes_of_file_ = spec->nodes.size();
  made.pattern_.nodes = options.nodes == 0 ? made.nodes_of_file_ : options.nodes;
  made.pattern_.length = options.length;
  made.run_ = [&types = at.types, spec = std::move(*spec),
               more = sim::run_additions{at.simulated, options.like}](const sim::scenario& what) {
    return sim::run_nodes(what, types, spec, more);
  };
  if (options.calm) made.pattern_.plan.emplace();
  if (!options.plan_file.empty()) {
    auto plan = read_plan(options.plan_file, made.pattern_.nodes);
    if (!plan) return plan.error();
    made.pattern_.plan = std::move(*plan);
  }
  made.program_ = at.typed;
  made.common_ = at.globals.arguments();
  made.common_.insert(made.common_.end(), {"--for", format_duration(options.length)});
  auto& rest = made.size_and_plan_;
  made.like_ = options.like;
  if (options.nodes != 0) rest = made.size(options.nodes);
  if (options.calm) rest.push_back("--calm");
  if (!options.plan_file.empty()) rest.insert(rest.end(), {"--faults", options.plan_file});
  return made;
}

sim::scenario simulator::scenario_of(std::uint64_t seed) const {
  auto out = pattern_;
  out.seed = seed;
  return out;
}

std::vector<std::string> simulator::arguments() const {
  auto out = common_;
  out.insert(out.end(), size_and_plan_.begin(), size_and_plan_.end());
  return out;
}

std::string simulator::replay_command(std::uint64_t seed) const {
  return replay_with(seed, size_and_plan_);
}

std::string simulator::replay_command(std::uint64_t seed, std::size_t nodes,
                                      const std::string& plan) const {
  auto rest = size(nodes);
  rest.insert(rest.end(), {"--faults", plan});
  return replay_with(seed, rest);
}

/// How many nodes, and like which those are that the file lacks.
std::vector<std::string> simulator::size(std::size_t nodes) const {
  std::vector<std::string> out{"--nodes", std::to_string(nodes)};
  if (nodes > nodes_of_file_ && !like_.empty()) out.insert(out.end(), {"--like", like_});
  return out;
}

std::string simulator::replay_with(std::uint64_t seed,
                                   const std::vector<std::string>& size_and_plan) const {
  std::vector<std::string> words{program_, "sim", "replay", std::to_string(seed)};
  words.insert(words.end(), common_.begin(), common_.end());
  words.insert(words.end(), size_and_plan.begin(), size_and_plan.end());
  return shell_line(words);
}

} // namespace carrick::tools
