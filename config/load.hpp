#pragma once

#include <carrick/config/actor_types.hpp>
#include <carrick/config/cluster_spec.hpp>
#include <carrick/config/finding.hpp>
#include <carrick/core/result.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carrick::config {

/// What lies over a file; the later of these wins over the earlier, and all over the file.
struct load_options {
  /// [profile.NAME] of the file; empty: none.
  std::string profile = {};
  /// Of these, CARRICK_SECTION__KEY, CARRICK_CLUSTER and CARRICK_APP_VERSION count: two underscores
  /// stand between keys, "-", "." and ":" in a key are written "_", and case does not matter for
  /// keys that the file has.
  std::map<std::string, std::string> environment = {};
  /// "key.path=value". Keys are written as in TOML; an actor of a node goes by its name. The value
  /// is TOML, or a text without quotes.
  std::vector<std::string> sets = {};
  /// The actor types of this program; nothing: types and their options are not judged.
  std::optional<std::vector<known_actor_type>> types = {};
  /// A relative path of a file is relative to this; empty: to the working directory.
  std::filesystem::path directory = {};
};

/// A file, and how it is read.
struct loaded_file {
  std::filesystem::path file;
  load_options options = {};
};

/// The cluster, or all that is wrong; then value() throws std::logic_error, which lists it.
using loaded = result<cluster_spec, std::vector<finding>>;

/// Reads a file. Every key is judged: those of the file itself, of all its profiles, and what they
/// add up to. Of a file of more than 1 MiB no more is read.
loaded load(const std::filesystem::path& file, const load_options& options = {});
/// The same for a text; `name` is what findings call it.
loaded load_text(std::string_view text, const std::string& name, const load_options& options = {});

/// The variables of this process.
std::map<std::string, std::string> process_environment();

} // namespace carrick::config
