#include <carrick/config/membership_rules.hpp>

#include <carrick/core/host_port.hpp>
#include <carrick/core/quantity.hpp>

namespace carrick::config {
namespace {

class membership_rules {
 public:
  membership_rules(const cluster_spec& spec, const origin& file, report& to)
      : spec_(spec), file_(file), report_(to) {}

  void check() {
    const auto& m = spec_.membership;
    if (m.provider == membership_provider::etcd && m.etcd.endpoints.empty())
      missing("etcd", "etcd.endpoints", "endpoints = [\"http://127.0.0.1:2379\"]");
    if (m.provider == membership_provider::dns && m.dns.name.empty())
      missing("dns", "dns.name", "name = \"kv.example:7101\", or a name of SRV records");
    if (m.provider == membership_provider::exec && m.exec.command.empty())
      missing("exec", "exec.command", "command = [\"my-discovery\", \"--json\"]");
    check_etcd(m.etcd);
    check_dns(m.dns);
    if (!m.exec.command.empty() && m.exec.command.front().empty())
      report_.add(at("exec.command"), "a program without a name");
  }

 private:
  origin at(std::string_view key) const {
    return spec_.origin_around("membership." + std::string{key});
  }

  void missing(std::string_view provider, std::string_view key, std::string_view example) {
    auto where = at("provider");
    report_.add(
      where.from == origin::kind::defaulted ? file_ : where,
      "members from " + std::string{provider} + ", but there is no membership." + std::string{key},
      "add " + std::string{example} + " to [membership." + std::string{provider} + ']');
  }

  void check_etcd(const etcd_spec& etcd) {
    for (const auto& endpoint : etcd.endpoints) {
      std::string why, hint;
      if (etcd_address(endpoint, why, hint).empty())
        report_.add(at("etcd.endpoints"), std::move(why), std::move(hint));
    }
    if (!etcd.prefix.empty() && !etcd.prefix.ends_with('/'))
      report_.add(at("etcd.prefix"), in_quotes(etcd.prefix) + " does not end with \"/\"",
                  "or it would also name the keys of \"" + etcd.prefix + "2/...\"");
    if (etcd.lease_ttl % std::chrono::seconds{1} != duration::zero())
      report_.add(at("etcd.lease_ttl"),
                  in_quotes(format_duration(etcd.lease_ttl)) + " is no whole number of seconds",
                  "etcd counts leases in seconds");
  }

  void check_dns(const dns_spec& dns) {
    if (dns.name.find(':') == dns.name.npos) { // SRV records bring the ports
      if (!dns.name.empty() && !is_host_name(dns.name))
        report_.add(at("dns.name"), in_quotes(dns.name) + " is no domain name",
                    "letters, digits, '-' and '_', with dots between");
      return;
    }
    auto read = host_port::parse(dns.name);
    if (!read)
      report_.add(at("dns.name"), read.error().message, read.error().hint);
    else if (read->port == 0)
      report_.add(at("dns.name"), in_quotes(dns.name) + " has port 0, which others cannot dial",
                  "name the port");
  }

  const cluster_spec& spec_;
  const origin& file_;
  report& report_;
};

} // namespace

std::string etcd_address(std::string_view endpoint, std::string& why, std::string& hint) {
  constexpr std::string_view scheme = "http://";
  if (endpoint.starts_with("https://")) {
    why = in_quotes(endpoint) + ": membership.etcd.endpoints cannot be reached with TLS yet";
    hint =
      "write http://HOST:PORT of a plain listener, or of a proxy on this machine that adds TLS";
    return {};
  }
  if (!endpoint.starts_with(scheme)) {
    why = in_quotes(endpoint) + " is no endpoint of etcd";
    hint = "write http://HOST:PORT";
    return {};
  }
  endpoint.remove_prefix(scheme.size());
  if (endpoint.ends_with('/')) endpoint.remove_suffix(1);
  auto read = host_port::parse(endpoint);
  if (!read) {
    why = read.error().message;
    hint = read.error().hint;
    return {};
  }
  if (read->port == 0) {
    why = in_quotes(endpoint) + " has port 0";
    return {};
  }
  return std::string{endpoint};
}

void check_membership(const cluster_spec& spec, const origin& file, report& to) {
  membership_rules{spec, file, to}.check();
}

} // namespace carrick::config
