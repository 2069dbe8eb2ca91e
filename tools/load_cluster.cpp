#include <carrick/tools/load_cluster.hpp>

#include <carrick/tools/actor_types.hpp>

namespace carrick::tools {

const std::string& cluster_file(const invocation& at, const std::string& file) {
  return file.empty() ? at.globals.config : file;
}

config::loaded_file file_to_load(const invocation& at, const std::string& file,
                                 const std::vector<std::string>& more_sets) {
  config::loaded_file out{cluster_file(at, file)};
  auto& options = out.options;
  options.profile = at.globals.profile;
  options.environment = config::process_environment();
  options.sets = at.globals.set;
  options.sets.insert(options.sets.end(), more_sets.begin(), more_sets.end());
  options.types = actor_types_of(at.types);
  return out;
}

config::loaded load_cluster(const invocation& at, const std::string& file,
                            const std::vector<std::string>& more_sets) {
  auto what = file_to_load(at, file, more_sets);
  return config::load(what.file, what.options);
}

outcome<config::cluster_spec> load_cluster_or_fail(const invocation& at, const std::string& file,
                                                   const std::vector<std::string>& more_sets) {
  auto loaded = load_cluster(at, file, more_sets);
  if (!loaded) return failure_of(loaded.error(), cluster_file(at, file));
  return std::move(*loaded);
}

failure failure_of(const std::vector<config::finding>& findings, const std::string& file) {
  failure out{findings.front().code, {}, {}, exit_code::usage};
  if (findings.size() == 1) {
    out.message = place_of(findings.front().where) + ": " + findings.front().message;
    if (!findings.front().hint.empty()) out.hints.push_back(findings.front().hint);
    return out;
  }
  out.message = file + " has " + std::to_string(findings.size()) + " errors";
  for (const auto& one : findings) out.hints.push_back(to_string(one));
  return out;
}

} // namespace carrick::tools
