#include <carrick/tools/run.hpp>

#include <carrick/actors/registry.hpp>
#include <carrick/tools/command_line.hpp>

namespace carrick {
namespace {

std::string name_of_program(const char* path) {
  std::string name = path == nullptr ? "carrick" : path;
  return name.substr(name.rfind('/') + 1);
}

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

int run(int argc, char** argv, registry types) {
  auto program = name_of_program(argc > 0 ? argv[0] : nullptr);
  tools::command_line line{program, tools::all_commands()};
  auto parsed = line.parse({argv + std::min(argc, 1), argv + argc});
  tools::invocation at{program, types, line.globals()};
  return std::visit(outcome_of_parse{at}, parsed);
}

} // namespace carrick
