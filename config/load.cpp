#include <carrick/config/load.hpp>

#include <carrick/config/layers.hpp>
#include <carrick/config/reader.hpp>
#include <carrick/config/rules.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/read_file.hpp>

#include <unistd.h>

namespace carrick::config {
namespace {

const std::vector<known_actor_type>* types_of(const load_options& options) {
  return options.types ? &*options.types : nullptr;
}

/// False if the file is of a newer format: nothing else in it can then be judged.
bool check_schema(const value& file, report& to) {
  auto* v = file.find("schema");
  if (!v) return true;
  auto* number = v->as<std::int64_t>();
  if (!number || *number < 1) {
    to.add(v->where(), "schema is not a format of this file",
           "write schema = " + std::to_string(schema_newest));
    return true;
  }
  if (*number <= schema_newest) return true;
  to.add(v->where(), "schema " + std::to_string(*number) + " is newer than this program",
         "it reads up to schema " + std::to_string(schema_newest) + "; use a newer program");
  return false;
}

/// Judges the keys of one layer alone, also of those that another overrides.
void read_alone(const value& layer, const load_options& options, report& to) {
  cluster_spec scratch;
  reader read{layer, types_of(options), to};
  describe(scratch, read);
  read.finish();
}

void check_profile(const load_options& options, const std::map<std::string, value>& profiles,
                   const origin& file, report& to) {
  if (options.profile.empty() || profiles.contains(options.profile)) return;
  std::vector<std::string> known;
  for (const auto& [name, tree] : profiles) known.push_back(name);
  to.add(file, "there is no profile " + in_quotes(options.profile),
         suggestion(options.profile, known, "there is"));
}

cluster_spec read_all(const value& merged, const load_options& options, const origin& file,
                      report& to) {
  cluster_spec spec;
  reader read{merged, types_of(options), to};
  describe(spec, read);
  read.finish();
  spec.origins = read.take_origins();
  check_rules(spec, file, to);
  return spec;
}

loaded load_tree(value tree, const origin& file, const load_options& options) {
  report found;
  if (!check_schema(tree, found)) return found.take();
  tree.erase("schema");
  auto profiles = take_profiles(tree, found);
  check_profile(options, profiles, file, found);
  normalise(tree);
  read_alone(tree, options, found);
  for (const auto& [name, layer] : profiles) read_alone(layer, options, found);

  if (auto chosen = profiles.find(options.profile); chosen != profiles.end())
    overlay(tree, chosen->second);
  apply_environment(tree, options.environment, found);
  apply_sets(tree, options.sets, found);
  auto spec = read_all(tree, options, file, found);
  auto findings = found.take();
  if (!findings.empty()) return findings;
  return spec;
}

loaded unreadable(const std::string& name, const std::string& why) {
  return std::vector{finding{{origin::kind::file, name, {}, 0, 0}, "cannot be read: " + why, {}}};
}

} // namespace

loaded load_text(std::string_view text, const std::string& name, const load_options& options) {
  auto tree = parse_toml(text, name);
  if (auto* wrong = std::get_if<finding>(&tree)) return std::vector{std::move(*wrong)};
  return load_tree(std::get<value>(std::move(tree)), {origin::kind::file, name, {}, 1, 1}, options);
}

loaded load(const std::filesystem::path& file, const load_options& options) {
  auto text = read_file((options.directory / file).string(), text_bytes_max);
  if (!text) return unreadable(file.string(), text.error().message());
  return load_text(*text, file.string(), options);
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> out;
  for (char** at = environ; at && *at; ++at) {
    std::string_view entry{*at};
    auto end = entry.find('=');
    if (end != entry.npos) out.emplace(entry.substr(0, end), entry.substr(end + 1));
  }
  return out;
}

} // namespace carrick::config
