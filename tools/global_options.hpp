#pragma once

#include <carrick/core/limits.hpp>
#include <carrick/core/time.hpp>
#include <carrick/tools/console.hpp>

#include <string>
#include <vector>

namespace carrick::tools {

class command_args;

/// The flags that every command takes, before or behind its name.
struct global_options {
  std::string config = "cluster.toml";
  std::string profile;
  std::vector<std::string> set;     ///< "log.level=debug"
  std::vector<std::string> connect; ///< addresses, instead of a configuration
  output_format format = output_format::text;
  bool quiet = false;
  bool verbose = false;
  bool color = true;
  bool progress = true;
  duration timeout = limits::request_deadline; ///< of each question that a command asks

  void declare(command_args& args);
  /// What declare() could not say by itself; call it once the line is parsed.
  void finish();

  /// The flags that say which cluster is meant and how much is logged, for the line of the shell of
  /// a process that does the same.
  std::vector<std::string> arguments() const;
  /// For this process' stdout and stderr.
  console_options console() const;

 private:
  std::size_t format_chosen_ = 0;
};

} // namespace carrick::tools
