#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/sim/application/application.hpp>
#include <carrick/tools/console.hpp>
#include <carrick/tools/global_options.hpp>

#include <unistd.h>

#include <string>
#include <utility>

namespace carrick::tools {

/// One run of the command line: what a command works with.
class invocation {
 public:
  /// `as_typed`: the program as the shell was told, with its path.
  invocation(std::string program, std::string as_typed, const registry& known, global_options given,
             sim::application added_to_runs = {})
      : types(known),
        simulated(std::move(added_to_runs)),
        typed(std::move(as_typed)),
        globals(std::move(given)),
        out(std::move(program), globals.console(), STDOUT_FILENO, STDERR_FILENO) {}

  const registry& types;            ///< actors and messages of the application
  const sim::application simulated; ///< its workloads and invariants
  const std::string typed;
  const global_options globals;
  console out;

  int fail(const failure& why) { return out.fail(why); }
};

} // namespace carrick::tools
