#include <carrick/sim/nodes/simulated_nodes.hpp>

#include <carrick/core/ensure.hpp>
#include <carrick/sim/cluster.hpp>

namespace carrick::sim {
namespace {

node_id free_name(const config::cluster_spec& taken, std::size_t number) {
  auto id = *node_id::parse(subject::name(number));
  return taken.nodes.contains(id) ? free_name(taken, number + 1) : id;
}

} // namespace

simulated_nodes nodes_of_run(const config::cluster_spec& file, std::size_t count,
                             std::string_view like) {
  ENSURE(!file.nodes.empty());
  simulated_nodes out{file, ordered_nodes(file)};
  const auto model = like.empty() ? out.order.back() : *node_id::parse(like);
  for (auto number = out.order.size(); number < count; ++number) {
    auto more = file.nodes.at(model);
    more.id = free_name(out.spec, number);
    out.order.push_back(more.id);
    out.spec.nodes[more.id] = std::move(more);
  }
  for (; out.order.size() > count; out.order.pop_back()) out.spec.nodes.erase(out.order.back());
  return out;
}

std::vector<std::string> names_unless_numbered(const std::vector<node_id>& order) {
  std::vector<std::string> names;
  bool numbered = true;
  for (std::size_t i = 0; i < order.size(); ++i) {
    numbered &= order[i].text() == subject::name(i);
    names.push_back(order[i].text());
  }
  return numbered ? std::vector<std::string>{} : names;
}

} // namespace carrick::sim
