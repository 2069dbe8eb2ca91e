#include <carrick/tools/cluster_access.hpp>

#include <carrick/config/node_from_spec.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/tools/load_cluster.hpp>

#include <algorithm>

namespace carrick::tools {
namespace {

/// What a member is called until it says its name. No name of a node holds brackets or "%".
std::string name_for(const host_port& address) {
  auto out = address.host + ':' + std::to_string(address.port);
  std::replace(out.begin(), out.end(), '%', '_');
  return out;
}

/// Members that are known by their address alone.
outcome<node_options> options_for(const std::vector<std::string>& addresses) {
  node_options out;
  out.cluster.clear(); // any
  for (const auto& address : addresses) {
    auto parsed = host_port::parse(address);
    if (!parsed)
      return usage_failure("--connect: " + parsed.error().message, {parsed.error().hint});
    auto name = node_id::parse(name_for(*parsed));
    if (!name) return usage_failure("--connect: " + name.error().message());
    out.members.push_back(
      {.node = *name, .verify_name = false, .addresses = {parsed->text()}, .tags = {}});
  }
  return out;
}

/// The members as one of them knows them. Those without an address can only be reached by others.
node_options options_from(const system_messages::member_rows& rows) {
  node_options out;
  out.cluster = rows.cluster;
  for (const auto& row : rows.members) {
    auto name = node_id::parse(row.node);
    if (name && !row.address.empty())
      out.members.push_back({.node = *name, .addresses = {row.address}, .tags = {}});
  }
  return out;
}

} // namespace

cluster_access::cluster_access(node_options options, const registry& types, duration timeout)
    : timeout_(timeout) {
  for (const auto& member : options.members) nodes_.push_back(member.node.text());
  std::sort(nodes_.begin(), nodes_.end());
  client_ = std::make_unique<carrick::client>(std::move(options), types);
}

outcome<std::unique_ptr<cluster_access>> cluster_access::open(const invocation& at) {
  if (!at.globals.connect.empty()) return from_addresses(at);
  auto spec = load_cluster_or_fail(at);
  if (!spec) return spec.error();
  return std::unique_ptr<cluster_access>{
    new cluster_access{config::client_options_from(*spec), at.types, at.globals.timeout}};
}

outcome<std::unique_ptr<cluster_access>> cluster_access::from_addresses(const invocation& at) {
  auto options = options_for(at.globals.connect);
  if (!options) return options.error();
  cluster_access first{std::move(*options), at.types, at.globals.timeout};
  auto rows = first.ask_first(first.nodes(), system_messages::members{});
  if (!rows) return rows.error();
  return std::unique_ptr<cluster_access>{
    new cluster_access{options_from(*rows), at.types, at.globals.timeout}};
}

outcome<std::vector<std::string>> cluster_access::chosen(const std::string& node) const {
  if (node.empty()) return nodes_;
  auto found = find(node);
  if (!found) return found.error();
  return std::vector{found->node};
}

} // namespace carrick::tools
