#include <carrick/config/source_from_spec.hpp>

#include <carrick/config/member_file.hpp>
#include <carrick/config/membership_rules.hpp>

namespace carrick::config {
namespace {

etcd_source_options etcd_from(const cluster_spec& spec) {
  const auto& etcd = spec.membership.etcd;
  etcd_source_options out;
  std::string why, hint; // there are none: the spec is checked
  for (const auto& endpoint : etcd.endpoints)
    out.endpoints.push_back(etcd_address(endpoint, why, hint));
  out.prefix = etcd.prefix.empty() ? "/carrick/" + spec.cluster + '/' : etcd.prefix;
  out.lease_ttl = etcd.lease_ttl;
  return out;
}

} // namespace

source_options source_options_from(const cluster_spec& spec, const node_id& node,
                                   const loaded_file& file) {
  const auto& m = spec.membership;
  source_options out;
  out.settle = m.settle;
  switch (m.provider) {
    case membership_provider::fixed:
      break;
    case membership_provider::file:
      out.from = file_source_options{(file.options.directory / file.file).string(),
                                     std::make_shared<member_file>(spec, node, file)};
      break;
    case membership_provider::etcd:
      out.from = etcd_from(spec);
      break;
    case membership_provider::dns:
      out.from = dns_source_options{m.dns.name, m.dns.every, m.dns.server};
      break;
    case membership_provider::exec:
      out.from = exec_source_options{m.exec.command};
      break;
  }
  return out;
}

bool membership_is_elsewhere(const cluster_spec& spec) noexcept {
  auto provider = spec.membership.provider;
  return provider != membership_provider::fixed && provider != membership_provider::file;
}

} // namespace carrick::config
