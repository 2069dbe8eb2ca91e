#include <carrick/net/tcp/endpoint.hpp>

#include <algorithm>
#include <cstring>

namespace carrick::net {

namespace ip = boost::asio::ip;

namespace {

tcp_endpoint unmapped(const tcp_endpoint& endpoint) {
  const auto address = endpoint.address();
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return endpoint;
  return {ip::make_address_v4(ip::v4_mapped, address.to_v6()), endpoint.port()};
}

} // namespace

tcp_endpoint endpoint_from(const sockaddr_storage& address, socklen_t size) {
  tcp_endpoint out;
  const std::size_t bytes = std::min<std::size_t>(size, out.capacity());
  std::memcpy(out.data(), &address, bytes);
  out.resize(bytes);
  return unmapped(out);
}

std::string text_of(const tcp_endpoint& endpoint) {
  return host_port{endpoint.address().to_string(), endpoint.port()}.text();
}

socket_peer peer_of(const tcp_endpoint& endpoint) {
  return {text_of(endpoint), endpoint.address().is_loopback()};
}

std::optional<tcp_endpoint> numeric_endpoint(const host_port& address) {
  boost::system::error_code error;
  const ip::address numeric = ip::make_address(address.host, error);
  if (error) return std::nullopt;
  return unmapped({numeric, address.port});
}

} // namespace carrick::net
