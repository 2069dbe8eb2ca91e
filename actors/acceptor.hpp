#pragma once

#include <carrick/core/result.hpp>
#include <carrick/net/transport.hpp>

#include <memory>
#include <string>

namespace carrick {

class node_home;

/// Takes connections in and starts a link actor for each; the newest is turned away when too many
/// handshakes are pending.
class acceptor final : private net::accept_events {
 public:
  explicit acceptor(node_home& home) : home_(home) {}

  status listen(const std::string& address);
  void stop() noexcept { listener_.reset(); }
  /// Empty when it does not listen.
  std::string address() const { return listener_ ? listener_->address() : std::string{}; }

 private:
  void on_accepted(std::unique_ptr<net::connection> accepted) override;
  void on_accept_paused(const status& why) override;

  node_home& home_;
  std::unique_ptr<net::listener> listener_;
};

} // namespace carrick
