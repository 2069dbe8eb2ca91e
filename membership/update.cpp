#include <carrick/membership/update.hpp>

#include <carrick/core/host_port.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/utf8.hpp>

namespace carrick::membership {
namespace {

using owners = std::map<std::string, const node_id*>;

status claim(owners& taken, const std::string& address, const node_id& id) {
  if (address.empty()) return fail(code::invalid_argument, id.text() + " has an empty address");
  if (!printable_utf8(address))
    return fail(
      code::invalid_argument,
      "the address " + made_printable(address) + " of " + id.text() + " is not printable UTF-8");
  auto [at, is_new] = taken.try_emplace(usual_address(address), &id);
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
    for (const auto& [name, text] : m.tags)
      if (!printable_utf8(name) || !printable_utf8(text))
        return fail(
          code::invalid_argument,
          "the tag " + made_printable(name) + " of " + m.id.text() + " is not printable UTF-8");
  }
  return {};
}

} // namespace carrick::membership
