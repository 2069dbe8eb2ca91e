#pragma once

#include <carrick/net/transport.hpp>

#include <memory>
#include <string>

namespace carrick::sim {

/// The network as one process has it: when the process is gone, what is left of it reaches nobody.
class process_transport final : public net::transport {
 public:
  explicit process_transport(std::shared_ptr<net::transport> host) : host_(std::move(host)) {}

  std::string_view name() const noexcept override { return host_->name(); }
  std::unique_ptr<net::dial_attempt> dial(net::loop_services& owner, std::string_view address,
                                          duration limit, net::dial_events& events) override;
  result<std::string> listening_address(std::string_view address) override {
    return host_->listening_address(address);
  }
  result<std::unique_ptr<net::listener>> listen(net::loop_services& owner, std::string_view address,
                                                net::accept_events& events) override;
  bool is_local(std::string_view address) const override { return host_->is_local(address); }

  void cut() noexcept { cut_ = true; }

 private:
  const std::shared_ptr<net::transport> host_;
  bool cut_ = false;
};

} // namespace carrick::sim
