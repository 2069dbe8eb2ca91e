#pragma once

#include <carrick/net/transport.hpp>
#include <carrick/sim/network/errand.hpp>
#include <carrick/sim/network/fwd.hpp>
#include <carrick/sim/world.hpp>

#include <deque>
#include <memory>
#include <string>

namespace carrick::sim::transit {

/// Somebody who listens, and the connections that wait to be accepted.
class listening final : public errand, public std::enable_shared_from_this<listening> {
 public:
  struct options {
    host& at;
    net::loop_services& owner;
    bool integrity;
    std::string address;
  };

  listening(std::shared_ptr<fabric> in, options how, net::accept_events& events);

  const std::string& address() const noexcept { return address_; }
  net::loop_services& loop() const noexcept { return owner(); }
  bool integrity() const noexcept { return integrity_; }
  /// Connections beyond wait to be dialed again.
  bool is_full() const noexcept;
  void offer(std::unique_ptr<net::connection> made);

  void close() { die(); }
  void die() noexcept override;
  /// The host accepts nothing for a while.
  void on_paused();

 private:
  std::shared_ptr<void> whole() noexcept override { return shared_from_this(); }
  void turn() noexcept override;
  void go_on();
  bool is_paused() const noexcept;
  void report_pause();

  const std::shared_ptr<fabric> fabric_;
  const std::string address_;
  const bool integrity_;
  net::accept_events* events_; // null once closed
  bool pause_to_report_ = false;
  std::deque<std::unique_ptr<net::connection>> waiting_;
  method_event<listening, &listening::go_on> go_on_{*this};
};

/// What its owner is given.
std::unique_ptr<net::listener> listener_of(std::shared_ptr<listening> which);

} // namespace carrick::sim::transit
