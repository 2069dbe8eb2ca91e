#include <carrick/config/members.hpp>

namespace carrick::config {

membership::update members_of(const cluster_spec& spec) {
  membership::update out;
  for (const auto& [id, node] : spec.nodes) {
    membership::configured_member member{id, {}, node.tags};
    if (auto address = node.dialed_address(); !address.empty()) member.addresses.push_back(address);
    out.push_back(std::move(member));
  }
  return out;
}

} // namespace carrick::config
