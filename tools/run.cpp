#include <carrick/tools/run.hpp>

#include <carrick/actors/registry.hpp>
#include <carrick/tools/command_line.hpp>
#include <carrick/tools/exhausted.hpp>
#include <carrick/tools/first_process.hpp>
#include <carrick/tools/standard_descriptors.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <variant>

namespace carrick {
namespace {

struct outcome_of_parse {
  tools::invocation& at;

  int operator()(tools::command* chosen) const { return chosen->run(at); }
  int operator()(const tools::command_line::help& help) const {
    at.out.text(help.text);
    return static_cast<int>(tools::exit_code::success);
  }
  int operator()(const tools::failure& why) const { return at.fail(why); }
};

} // namespace

int run(int argc, char** argv, registry types, sim::application simulated) {
  tools::fill_standard_descriptors();
  if (auto exit = tools::be_first_process()) return *exit;
  std::string typed = argc > 0 && argv[0] != nullptr ? argv[0] : "carrick";
  auto program = typed.substr(typed.rfind('/') + 1);
  tools::command_line line{program, tools::all_commands()};
  auto parsed = line.parse({argv + std::min(argc, 1), argv + argc});
  tools::invocation at{program, std::move(typed), types, line.globals(), std::move(simulated)};
  tools::tell_limits_at_terminate(at.out);
  try {
    return at.out.finish(std::visit(outcome_of_parse{at}, parsed));
  } catch (const std::exception& thrown) { // a limit of the process, wherever it was met
    return at.fail(tools::failure_of(thrown));
  }
}

} // namespace carrick
