#pragma once

#include <carrick/actors/fwd.hpp>
#include <carrick/tools/console.hpp>
#include <carrick/tools/global_options.hpp>

namespace carrick::tools {

/// One run of the command line: what a command works with.
class invocation {
 public:
  invocation(std::string program, const registry& known, global_options given)
      : types(known), globals(std::move(given)), out(std::move(program), globals.console()) {}

  const registry& types; ///< actors and messages of the application
  const global_options globals;
  console out;

  int fail(const failure& why) { return out.fail(why); }
};

} // namespace carrick::tools
