#include <carrick/config/address.hpp>

#include <carrick/config/finding.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace carrick::config {
namespace {

problem not_an_address(std::string_view text, std::string_view why) {
  return {in_quotes(text) + " is not host:port: " + std::string{why},
          "write \"127.0.0.1:7101\" or \"[::1]:7101\""};
}

/// The address in its usual form; empty if it is none of that family.
std::string usual_form(int family, const std::string& host) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  if (inet_pton(family, host.c_str(), binary.data()) != 1) return {};
  inet_ntop(family, binary.data(), text.data(), text.size());
  return text.data();
}

bool is_name(std::string_view host) noexcept {
  return std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

bool looks_numeric(std::string_view host) noexcept {
  return host.find_first_not_of("0123456789.") == host.npos;
}

std::string host_in_lower_case(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// The host as it is compared; empty if there is no such host.
std::string host_of(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']') && text.size() > 2)
    return usual_form(AF_INET6, std::string{text.substr(1, text.size() - 2)});
  auto host = host_in_lower_case(text);
  if (host == "localhost") return "127.0.0.1";
  if (looks_numeric(host)) return usual_form(AF_INET, host);
  return is_name(host) ? host : std::string{};
}

bool parse_port(std::string_view text, std::uint16_t& out) noexcept {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

} // namespace

bool address::is_loopback() const {
  return host == "::1" || (looks_numeric(host) && host.starts_with("127."));
}
bool address::is_any() const { return host == "0.0.0.0" || host == "::"; }

parsed<address> parse_address(std::string_view text) {
  auto colon = text.rfind(':');
  if (colon == text.npos) return not_an_address(text, "there is no port");
  auto host = text.substr(0, colon);
  if (host.empty()) return not_an_address(text, "there is no host");
  if (host.find(':') != host.npos && !host.starts_with('['))
    return not_an_address(text, "IPv6 stands in brackets");
  address out;
  if (!parse_port(text.substr(colon + 1), out.port))
    return not_an_address(text, "a port is 0 to 65535");
  out.host = host_of(host);
  if (out.host.empty()) return not_an_address(text, "there is no such host");
  return out;
}

std::string to_string(const address& a) {
  bool v6 = a.host.find(':') != a.host.npos;
  return (v6 ? '[' + a.host + ']' : a.host) + ':' + std::to_string(a.port);
}

} // namespace carrick::config
