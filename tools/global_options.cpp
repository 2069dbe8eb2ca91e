#include <carrick/tools/global_options.hpp>

#include <carrick/tools/command_args.hpp>

#include <unistd.h>
#include <cstdlib>

namespace carrick::tools {
namespace {

// https://no-color.org: any text but the empty one.
bool no_color_wanted() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

} // namespace

void global_options::declare(command_args& args) {
  args.option("-c,--config", config, "the cluster's file (default: cluster.toml)",
              "CARRICK_CONFIG");
  args.option("--profile", profile, "lay [profile.NAME] of the file over it");
  args.option("--set", set, "key=value, over everything else; may be repeated");
  args.list_option("--connect", connect, "HOST:PORT[,..] of nodes, instead of a file",
                   "CARRICK_CONNECT");
  args.choice("-o,--output", format_chosen_, {"text", "json", "jsonl"}, "text, json or jsonl");
  args.option("--timeout", timeout, "limit of each question to a node (default: 5s)");
  args.flag("-q,--quiet", quiet, "data and errors only");
  args.flag("-v,--verbose", verbose, "log more");
  args.off_flag("--no-color", color, "no colours (also: NO_COLOR)");
  args.off_flag("--no-progress", progress, "no progress bars");
}

void global_options::finish() { format = static_cast<output_format>(format_chosen_); }

std::vector<std::string> global_options::arguments() const {
  std::vector<std::string> out{"--config", config};
  if (!profile.empty()) out.insert(out.end(), {"--profile", profile});
  for (const auto& one : set) out.insert(out.end(), {"--set", one});
  if (verbose) out.push_back("--verbose");
  return out;
}

console_options global_options::console() const {
  bool colors = color && !no_color_wanted();
  return {.format = format,
          .quiet = quiet,
          .color_out = colors && is_terminal(STDOUT_FILENO),
          .color_err = colors && is_terminal(STDERR_FILENO),
          .progress = progress && !quiet && is_terminal(STDERR_FILENO)};
}

} // namespace carrick::tools
