#include <carrick/config/cluster_spec.hpp>

#include <carrick/core/host_port.hpp>

namespace carrick::config {

std::string node_spec::dialed_address() const {
  const auto& text = advertise.empty() ? listen : advertise;
  auto found = host_port::parse(text);
  return found && found->port != 0 && !found->is_any() ? text : std::string{};
}

origin cluster_spec::origin_of(std::string_view path) const {
  auto found = origins.find(std::string{path});
  return found == origins.end() ? origin{} : found->second;
}

origin cluster_spec::origin_around(std::string_view path) const {
  for (std::string at{path};; at.resize(at.rfind('.'))) {
    if (auto found = origins.find(at); found != origins.end()) return found->second;
    if (at.find('.') == at.npos) return {};
  }
}

} // namespace carrick::config
