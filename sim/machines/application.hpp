#pragma once

#include <carrick/net/link.hpp>
#include <carrick/net/outbox.hpp>

#include <cstddef>
#include <cstdint>

namespace carrick::sim {

class machine_link;

/// What uses a simulated node of machines: takes the events of its links and the verdicts of its
/// outboxes.
class machine_application {
 public:
  virtual ~machine_application() = default;

  virtual void on_event(machine_link& link, const net::event& e) = 0;
  virtual void on_event(std::size_t peer, const net::outbox_event& e) = 0;
  virtual void on_link(machine_link& link) = 0;
  virtual void on_link_end(machine_link& link) = 0;
  /// Once a turn of the loop: does what is due.
  virtual void turn() = 0;
  virtual time_point next_deadline() const = 0;
};

} // namespace carrick::sim
