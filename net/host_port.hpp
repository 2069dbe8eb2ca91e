#pragma once

#include <carrick/core/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace carrick::net {

/// An address of the form "host:port", taken apart but not looked up.
struct host_port {
  std::string host; ///< a name, an IPv4 address, or an IPv6 address without its brackets
  std::uint16_t port = 0;

  /// Takes "127.0.0.1:7101", "n1.example:7101" and "[::1]:7101"; else `invalid_argument`, which
  /// says what is wrong with which text.
  static result<host_port> parse(std::string_view text);

  /// The inverse of parse().
  std::string text() const;
  /// Whether it can only be reached from this machine: a loopback address or "localhost".
  bool is_loopback() const;
};

} // namespace carrick::net
