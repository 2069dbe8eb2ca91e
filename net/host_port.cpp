#include <carrick/core/log.hpp>
#include <carrick/net/host_port.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace carrick::net {
namespace {

constexpr std::size_t host_bytes_max = 253; // RFC 1035, section 3.1, as text

status malformed(std::string_view text, std::string_view why) {
  return fail(code::invalid_argument, "address \"" + printable(text) + "\" " + std::string{why});
}

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
    c == '.' || c == '_';
}

bool parse_port(std::string_view digits, std::uint16_t& port) noexcept {
  const char* const end = digits.data() + digits.size();
  auto [at, error] = std::from_chars(digits.data(), end, port);
  return error == std::errc{} && at == end;
}

/// Without a scope such as "%eth0".
bool is_ipv6(std::string_view host) {
  in6_addr address;
  return inet_pton(AF_INET6, std::string{host.substr(0, host.find('%'))}.c_str(), &address) == 1;
}

bool same_name(std::string_view a, std::string_view lower) noexcept {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

bool is_loopback_v6(const in6_addr& address) noexcept {
  if (IN6_IS_ADDR_V4MAPPED(&address)) return address.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&address);
}

} // namespace

result<host_port> host_port::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return malformed(text, "has no port");
  std::string_view host = text.substr(0, colon);
  host_port out;
  if (!parse_port(text.substr(colon + 1), out.port))
    return malformed(text, "has no port from 0 to 65535 behind its last colon");

  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (!is_ipv6(host)) return malformed(text, "has no IPv6 address in its brackets");
  } else if (host.empty()) {
    return malformed(text, "has no host");
  } else if (host.find(':') != std::string_view::npos) {
    return malformed(text, "needs brackets around its IPv6 address");
  } else if (host.size() > host_bytes_max ||
             !std::all_of(host.begin(), host.end(), is_name_character)) {
    return malformed(text, "has no valid host name");
  }
  out.host = host;
  return out;
}

std::string host_port::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]:" : host + ":") + std::to_string(port);
}

bool host_port::is_loopback() const {
  if (same_name(host, "localhost")) return true;
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && is_loopback_v6(v6);
}

} // namespace carrick::net
