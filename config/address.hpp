#pragma once

#include <carrick/config/quantity.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::config {

/// "host:port" taken apart. The host is as the machine compares it: lower case, IP addresses in
/// their usual form without brackets, "localhost" as 127.0.0.1.
struct address {
  std::string host;
  std::uint16_t port = 0;

  /// 127.0.0.0/8 or ::1; a name is not known to be.
  bool is_loopback() const;
  /// 0.0.0.0 or ::, "all addresses of this machine": fit to listen on, not to dial.
  bool is_any() const;

  friend bool operator==(const address&, const address&) = default;
};

/// "127.0.0.1:7101", "[::1]:7101", "node1.example:7101".
parsed<address> parse_address(std::string_view text);
/// The inverse, IPv6 in brackets.
std::string to_string(const address& a);

} // namespace carrick::config
