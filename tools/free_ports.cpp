#include <carrick/tools/free_ports.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/core/random.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <set>

namespace carrick::tools {
namespace {

constexpr std::uint64_t lowest_port = 20'000;
constexpr std::uint64_t highest_port = 32'767;
constexpr int attempts_max = 1'000;

/// `at` is numeric.
bool can_listen(const host_port& at) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (::getaddrinfo(at.host.c_str(), std::to_string(at.port).c_str(), &wanted, &found) != 0)
    return false;
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned{found, ::freeaddrinfo};
  int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  bool free = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0;
  ::close(socket);
  return free;
}

/// A port that is free at this numeric address.
std::optional<std::uint16_t> take_free_port(host_port at, random_source& random,
                                            std::set<std::uint16_t>& taken) {
  for (int i = 0; i < attempts_max; ++i) {
    auto port = lowest_port + random.below(highest_port - lowest_port + 1);
    at.port = static_cast<std::uint16_t>(port);
    if (taken.count(at.port) == 0 && can_listen(at)) return *taken.insert(at.port).first;
  }
  return std::nullopt;
}

void add_sets(const config::node_spec& node, const host_port& at, std::vector<std::string>& out) {
  auto key = "nodes." + config::toml_key(node.id.text()) + ".";
  auto value = "=" + config::toml_string(at.text());
  out.push_back(key + "listen" + value);
  if (!node.advertise.empty()) out.push_back(key + "advertise" + value);
}

} // namespace

outcome<std::vector<std::string>> sets_for_free_ports(const config::cluster_spec& spec, bool all) {
  const auto transport = net::make_tcp_transport();
  random_source random{system_seed()};
  std::set<std::uint16_t> taken;
  std::vector<std::string> out;
  for (const auto& [id, node] : spec.nodes) {
    auto address = host_port::parse(node.listen);
    if (!address || (!all && address->port != 0)) continue;
    auto numeric = transport->listening_address(node.listen);
    if (!numeric)
      return failure{numeric.error().code(), numeric.error().message(), {}, exit_code::usage};
    auto port = take_free_port(*host_port::parse(*numeric), random, taken);
    if (!port)
      return failure{
        code::address_in_use, "found no free port at " + address->host, {}, exit_code::usage};
    address->port = *port;
    add_sets(node, *address, out);
  }
  return out;
}

} // namespace carrick::tools
