#pragma once

#include <carrick/core/problem.hpp>
#include <carrick/core/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick {

/// An address "host:port", taken apart but not looked up. Two texts of one address give the same.
struct host_port {
  /// A name in lower case, or an IP address in its usual form: IPv6 without brackets, one that
  /// stands for an IPv4 address as that, "localhost" as 127.0.0.1.
  std::string host;
  std::uint16_t port = 0;

  /// "127.0.0.1:7101", "n1.example:7101", "[::1]:7101", "[fe80::1%eth0]:7101".
  static result<host_port, problem> parse(std::string_view text);

  /// The inverse of parse().
  std::string text() const;
  /// An IP address: nobody need be asked for it.
  bool is_numeric() const;
  /// 127.0.0.0/8 or ::1, which can only be reached from this machine; a name is not known to be.
  bool is_loopback() const;
  /// 0.0.0.0 or ::, "all addresses of this machine": fit to listen on, not to dial.
  bool is_any() const;

  friend bool operator==(const host_port&, const host_port&) = default;
};

/// An address in the form in which addresses are compared: host_port's, if it is one of those; else
/// the text itself, which is the address of another transport.
std::string usual_address(std::string_view text);

/// A name that can be looked up (RFC 1123, and "_"): labels of 1 to 63 letters, digits, "-" and
/// "_" with dots between them, up to 253 bytes. Not one that ends in a number, which addresses do.
bool is_host_name(std::string_view text) noexcept;

} // namespace carrick
