#pragma once

#include <carrick/tools/command_args.hpp>
#include <carrick/tools/invocation.hpp>

#include <memory>
#include <string>
#include <vector>

namespace carrick::tools {

/// A subcommand. Lives for one run: the members that declare() names are filled before run().
class command {
 public:
  command(std::string name, std::string summary)
      : name_(std::move(name)), summary_(std::move(summary)) {}
  virtual ~command() = default;
  command(const command&) = delete;
  command& operator=(const command&) = delete;

  const std::string& name() const noexcept { return name_; }
  const std::string& summary() const noexcept { return summary_; }

  virtual void declare(command_args& args) = 0;
  /// Returns the exit code; errors are printed.
  virtual int run(invocation& at) = 0;

 private:
  std::string name_;
  std::string summary_;
};

using command_list = std::vector<std::unique_ptr<command>>;

/// All of them, in the order in which help shows them.
command_list all_commands();

// One file each.
std::unique_ptr<command> make_up();
std::unique_ptr<command> make_start();
std::unique_ptr<command> make_members();
std::unique_ptr<command> make_handlers();
std::unique_ptr<command> make_actors();
std::unique_ptr<command> make_call();
std::unique_ptr<command> make_post();
std::unique_ptr<command> make_stream();
std::unique_ptr<command> make_ping();
std::unique_ptr<command> make_bench();
std::unique_ptr<command> make_sim();
std::unique_ptr<command> make_config();
std::unique_ptr<command> make_explain();
std::unique_ptr<command> make_version();

} // namespace carrick::tools
