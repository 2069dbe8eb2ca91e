#include <carrick/membership/dns_answers.hpp>

#include <carrick/core/log.hpp>

#include <algorithm>
#include <tuple>

namespace carrick::membership::dns {
namespace {

std::string dialed(const std::string& host, std::uint16_t port) {
  bool is_ipv6 = host.find(':') != host.npos;
  return (is_ipv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::string without_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

void add_addresses(const service& of, std::vector<std::string>& to) {
  auto add = [&](const std::string& host) {
    auto text = dialed(host, of.port);
    if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(std::move(text));
  };
  if (of.addresses.empty()) return add(of.target);
  for (const auto& each : of.addresses) add(each);
}

} // namespace

result<update> members_of(std::vector<service> services) {
  for (auto& each : services) {
    each.target = without_dot(std::move(each.target));
    std::sort(each.addresses.begin(), each.addresses.end());
  }
  auto order = [](const service& s) { // a higher weight is better
    return std::tuple{s.target, s.priority, 65'535 - s.weight, s.port};
  };
  std::sort(services.begin(), services.end(),
            [&](const service& a, const service& b) { return order(a) < order(b); });
  update out;
  const std::string* target = nullptr; // of the last member
  for (const auto& each : services) {
    auto label = each.target.substr(0, each.target.find('.'));
    auto id = node_id::parse(label);
    if (!id)
      return fail(code::malformed,
                  "the target \"" + printable(each.target) +
                    "\" begins with no node id: " + id.error().message());
    if (target == nullptr || *target != each.target) out.push_back({*id, {}, {}});
    target = &each.target;
    add_addresses(each, out.back().addresses);
  }
  return out;
}

update members_of(std::vector<std::string> addresses, std::uint16_t port) {
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  update out;
  for (const auto& each : addresses)
    if (auto id = node_id::parse(each + ':' + std::to_string(port)))
      out.push_back({*id, {dialed(each, port)}, {}});
  return out;
}

} // namespace carrick::membership::dns
