#include <carrick/core/host_port.hpp>

#include <carrick/core/log.hpp>

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace carrick {
namespace {

constexpr std::size_t host_name_bytes_max = 253; // RFC 1035, section 3.1, as text
constexpr std::size_t label_bytes_max = 63;

problem no_address(std::string_view text, std::string_view why) {
  return {'"' + printable(text) + "\" is not host:port: " + std::string{why},
          "write \"127.0.0.1:7101\" or \"[::1]:7101\""};
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

bool is_label(std::string_view label) noexcept {
  return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
    label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
      return is_letter_or_digit(c) || c == '-' || c == '_';
    });
}

/// As the C library reads parts of an IPv4 address, also of a short one: "7", "0x7f".
bool is_number(std::string_view label) noexcept {
  return std::all_of(label.begin(), label.end(), is_digit) || label.starts_with("0x") ||
    label.starts_with("0X");
}

bool is_zone(std::string_view name) noexcept {
  return !name.empty() && name.size() < IF_NAMESIZE &&
    std::all_of(name.begin(), name.end(),
                [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

std::string in_lower_case(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Empty if it is none.
std::string usual_v4(const std::string& host) {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ? host : std::string{};
}

/// Empty if it is none. Only an address of one link has a zone, which says of which.
std::string usual_v6(std::string_view text) {
  const auto percent = text.find('%');
  in6_addr address;
  if (inet_pton(AF_INET6, std::string{text.substr(0, percent)}.c_str(), &address) != 1) return {};
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (IN6_IS_ADDR_V4MAPPED(&address) && percent == text.npos)
    return inet_ntop(AF_INET, &address.s6_addr[12], out.data(), out.size());
  std::string usual = inet_ntop(AF_INET6, &address, out.data(), out.size());
  if (percent == text.npos) return usual;
  auto zone = text.substr(percent + 1);
  if (!IN6_IS_ADDR_LINKLOCAL(&address) || !is_zone(zone)) return {};
  return usual.append("%").append(zone);
}

/// The host as it is compared; empty if there is no such host.
std::string usual_host(std::string_view text) {
  if (text.find('\0') != text.npos) return {}; // where the C library would end
  if (text.starts_with('[') && text.ends_with(']'))
    return usual_v6(text.substr(1, text.size() - 2));
  auto host = in_lower_case(text);
  if (host == "localhost") return "127.0.0.1";
  return is_host_name(host) ? host : usual_v4(host);
}

bool parse_port(std::string_view text, std::uint16_t& port) noexcept {
  const char* const end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && at == end;
}

} // namespace

bool is_host_name(std::string_view text) noexcept {
  if (text.ends_with('.')) text.remove_suffix(1); // it is the whole name
  if (text.size() > host_name_bytes_max) return false;
  for (;;) {
    const auto dot = text.find('.');
    const auto label = text.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == text.npos) return !is_number(label);
    text.remove_prefix(dot + 1);
  }
}

result<host_port, problem> host_port::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos || text.ends_with(']')) return no_address(text, "there is no port");
  const auto host = text.substr(0, colon);
  if (host.empty()) return no_address(text, "there is no host");
  if (host.find(':') != host.npos && !host.starts_with('['))
    return no_address(text, "IPv6 stands in brackets");
  host_port out;
  if (!parse_port(text.substr(colon + 1), out.port))
    return no_address(text, "a port is 0 to 65535");
  out.host = usual_host(host);
  if (out.host.empty()) return no_address(text, "there is no such host");
  return out;
}

std::string host_port::text() const {
  const bool v6 = host.find(':') != host.npos;
  return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::string usual_address(std::string_view text) {
  auto read = host_port::parse(text);
  return read ? read->text() : std::string{text};
}

bool host_port::is_numeric() const {
  return host.find(':') != host.npos || (!host.empty() && !is_host_name(host));
}

bool host_port::is_loopback() const {
  return host == "::1" || (is_numeric() && host.starts_with("127."));
}

bool host_port::is_any() const { return host == "0.0.0.0" || host == "::"; }

} // namespace carrick
