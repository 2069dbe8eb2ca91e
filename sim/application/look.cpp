#include <carrick/sim/application/look.hpp>

#include <carrick/actors/node_core.hpp>
#include <carrick/sim/cluster.hpp>

#include <algorithm>

namespace carrick::sim {

std::vector<std::string> look::nodes() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < at_.size(); ++i) out.push_back(at_.id(i).text());
  return out;
}

/// After each turn it is nearly always that node.
std::size_t look::number_of(std::string_view node) const {
  return turned_ != no_node && at_.id(turned_).text() == node ? turned_ : at_.number_of(node);
}

bool look::running(std::string_view node) const { return at_.running(number_of(node)); }

std::uint64_t look::incarnation(std::string_view node) const {
  const auto number = number_of(node);
  return at_.running(number) ? at_.incarnation(number) : 0;
}

bool look::linked(std::string_view one, std::string_view other) const {
  const auto has = [this](std::string_view a, std::string_view b) {
    const auto links = at_.linked(a);
    return std::any_of(links.begin(), links.end(), [&](const auto& id) { return id.text() == b; });
  };
  return has(one, other) && has(other, one);
}

duration look::elapsed() const { return at_.in().elapsed(); }

const std::string& look::turned() const {
  static const std::string any;
  return turned_ == no_node ? any : at_.id(turned_).text();
}

const actor_base* look::find(std::string_view actor) const {
  const auto slash = actor.find('/');
  const bool here = slash == std::string_view::npos;
  if (here && turned_ == no_node) return nullptr;
  const auto node = here ? turned_ : number_of(actor.substr(0, slash));
  if (!at_.running(node)) return nullptr;
  return at_.core(node).find_actor(here ? actor : actor.substr(slash + 1));
}

} // namespace carrick::sim
