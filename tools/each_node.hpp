#pragma once

#include <carrick/tools/cluster_access.hpp>
#include <carrick/tools/tally.hpp>

#include <functional>

namespace carrick::tools {

/// Asks every node of `nodes` the same; `take` gets each answer. A node that does not answer is an
/// error on stderr and the others go on: the exit code is then `partial`, or the failure's if none
/// answered.
template <sent_by_ask T>
int ask_each(invocation& at, cluster_access& cluster, const std::vector<std::string>& nodes,
             const T& question,
             const std::function<void(const std::string& node, const reply_of<T>&)>& take) {
  tally results;
  for (const auto& node : nodes) {
    auto answer = cluster.ask(node, question);
    if (answer) take(node, *answer);
    results.add(answer ? 0 : at.fail(failure_of(answer.error())));
  }
  return results.exit();
}

} // namespace carrick::tools
