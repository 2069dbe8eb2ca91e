#pragma once

#include <carrick/core/time.hpp>
#include <carrick/sim/network/network.hpp>
#include <carrick/sim/under_way.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <string>

namespace carrick::sim {

/// A simulated cluster as faults see it. Nodes are numbered from 0 and named "n1", "n2", ...; the
/// name is also the host's in the network. What makes no sense at the moment (restarting what runs)
/// does nothing.
class subject {
 public:
  virtual ~subject() = default;

  virtual world& in() noexcept = 0;
  virtual network& net() noexcept = 0;
  virtual std::size_t size() const noexcept = 0;
  static std::string name(std::size_t node) { return "n" + std::to_string(node + 1); }

  virtual bool running(std::size_t node) const noexcept = 0;
  /// The process is gone: all state is lost, nothing of it runs again.
  virtual void crash(std::size_t node, death how) = 0;
  /// A new process of the same name, with another incarnation.
  virtual void restart(std::size_t node) = 0;
  /// Nothing of the node runs until then (SIGSTOP); its connections stand.
  virtual void pause(std::size_t node, duration length) = 0;
  /// Its loop is held for that long by a slow handler.
  virtual void stall(std::size_t node, duration length) = 0;
  /// Leaves in good order; takes its time.
  virtual void stop(std::size_t node) = 0;
  /// Its wall clock jumps.
  virtual void jump_clock(std::size_t node, duration by) = 0;
  /// The node no longer has that other one for a member, or has it again. Of its configuration too:
  /// it holds for the processes that follow.
  virtual void forget(std::size_t node, std::size_t member) = 0;
  virtual void admit(std::size_t node, std::size_t member) = 0;
  /// A process of another make speaks to it for that long, and lies.
  virtual void lie_to(std::size_t node, duration length) = 0;
  virtual void end_lies() = 0;
  /// Between two turns; empty where nobody looks.
  virtual under_way_set what_is_under_way(std::size_t) { return {}; }
};

} // namespace carrick::sim
