#include <carrick/tools/command.hpp>

namespace carrick::tools {

command_list all_commands() {
  command_list out;
  for (auto make :
       {make_up, make_start, make_members, make_handlers, make_actors, make_call, make_post,
        make_stream, make_ping, make_bench, make_sim, make_config, make_explain, make_version})
    out.push_back(make());
  return out;
}

} // namespace carrick::tools
