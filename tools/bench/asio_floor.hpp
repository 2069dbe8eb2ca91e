#pragma once

#include <carrick/core/time.hpp>
#include <carrick/tools/bench/measurement.hpp>

#include <cstdint>
#include <memory>

namespace carrick::tools::bench {

/// The floor that a runtime on Asio is measured against: an echo server of plain callbacks.
class asio_echo_server {
 public:
  asio_echo_server();
  ~asio_echo_server();
  /// On loopback.
  std::uint16_t port() const noexcept { return port_; }

 private:
  class impl;
  std::unique_ptr<impl> impl_;
  std::uint16_t port_ = 0;
};

/// One message of `size` bytes at a time to that server and back, for `length` after a warm-up.
measurement asio_ping_pong(std::uint16_t port, std::size_t size, duration length);

} // namespace carrick::tools::bench
