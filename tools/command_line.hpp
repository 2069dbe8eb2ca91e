#pragma once

#include <carrick/tools/command.hpp>

#include <memory>
#include <string>
#include <variant>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace carrick::tools {

/// Finds out what a line of the shell wants.
class command_line {
 public:
  command_line(std::string program, command_list commands);
  ~command_line();

  /// Text to print with exit code 0: somebody asked for help.
  struct help {
    std::string text;
  };
  /// The command with its arguments filled, or why there is none. `arguments` has no program name.
  using parsed = std::variant<command*, help, failure>;
  parsed parse(std::vector<std::string> arguments);

  /// What the line said of them, also when it was wrong elsewhere.
  const global_options& globals() const noexcept { return globals_; }

 private:
  parsed wrong(const CLI::ParseError& error);
  parsed chosen();
  const CLI::App* chosen_app() const;
  failure not_understood(const std::string& word) const;
  std::string usage_of(const CLI::App& app) const;
  std::vector<std::string> command_names() const;

  std::string program_;
  command_list commands_;
  global_options globals_;
  std::unique_ptr<CLI::App> app_;
};

} // namespace carrick::tools
