#include <carrick/tools/target.hpp>

#include <algorithm>

namespace carrick::tools {

outcome<target> parse_target(std::string_view text, const std::vector<std::string>& nodes) {
  auto slash = text.find('/');
  target out{std::string{text.substr(0, slash)}, {}};
  if (slash != text.npos) out.actor = text.substr(slash + 1);
  if (slash != text.npos && out.actor.empty())
    return usage_failure("\"" + std::string{text} + "\" names no actor behind the slash");
  if (std::find(nodes.begin(), nodes.end(), out.node) == nodes.end())
    return failure{code::not_found,
                   "there is no node \"" + out.node + "\"",
                   {near_names(out.node, nodes, "The nodes are")},
                   exit_code::not_found};
  return out;
}

} // namespace carrick::tools
