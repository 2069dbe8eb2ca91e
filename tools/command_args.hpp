#pragma once

#include <carrick/core/time.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace carrick::tools {

/// What a command takes. Each method names a variable that is filled when the line is parsed; it
/// keeps its value when the line does not say anything. `names` are as in "-c,--count".
class command_args {
 public:
  explicit command_args(CLI::App& app) : app_(app) {}

  void required(const std::string& name, std::string& into, const std::string& what);
  void optional(const std::string& name, std::string& into, const std::string& what);

  void flag(const std::string& names, bool& into, const std::string& what);
  /// A flag that takes away what is there otherwise.
  void off_flag(const std::string& names, bool& into, const std::string& what);

  /// `variable`: the environment variable that counts when the line has no such option; may be
  /// empty.
  void option(const std::string& names, std::string& into, const std::string& what,
              const std::string& variable = {});
  /// May stand several times, each with one text.
  void option(const std::string& names, std::vector<std::string>& into, const std::string& what);
  /// "a,b,c", or several times.
  void list_option(const std::string& names, std::vector<std::string>& into,
                   const std::string& what, const std::string& variable = {});
  /// A whole number within bounds.
  struct bounds {
    std::uint64_t min = 0, max = UINT64_MAX;
  };
  void option(const std::string& names, std::uint64_t& into, bounds within,
              const std::string& what);
  /// "200ms", "1.5s".
  void option(const std::string& names, duration& into, const std::string& what);
  /// One of `choices`; `into` is its place among them.
  void choice(const std::string& names, std::size_t& into, std::vector<std::string> choices,
              const std::string& what);

 private:
  CLI::App& app_;
};

} // namespace carrick::tools
