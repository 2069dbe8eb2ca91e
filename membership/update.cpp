#include <carrick/membership/update.hpp>

#include <carrick/core/result.hpp>

namespace carrick::membership {
namespace {

using owners = std::map<std::string, const node_id*>;

status claim(owners& taken, const std::string& address, const node_id& id) {
  if (address.empty()) return fail(code::invalid_argument, id.text() + " has an empty address");
  auto [at, is_new] = taken.try_emplace(address, &id);
  if (is_new || *at->second == id) return {};
  return fail(code::invalid_argument,
              at->second->text() + " and " + id.text() + " have one address, " + address);
}

} // namespace

status check(const update& members) {
  if (members.empty()) return fail(code::invalid_argument, "a list without members");
  std::map<node_id, const configured_member*> seen;
  owners taken;
  for (const auto& m : members) {
    if (m.id.empty()) return fail(code::invalid_argument, "a member without an id");
    if (!seen.try_emplace(m.id, &m).second)
      return fail(code::invalid_argument, "node id " + m.id.text() + " occurs twice");
    for (const auto& address : m.addresses)
      if (auto s = claim(taken, address, m.id); !s) return s;
  }
  return {};
}

} // namespace carrick::membership
