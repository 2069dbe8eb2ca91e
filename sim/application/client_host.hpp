#pragma once

#include <carrick/actors/peer.hpp>
#include <carrick/core/time.hpp>
#include <carrick/sim/draws.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace carrick::sim {

class cluster;
class client_call;
class client_flow;
class fiber;
class world;

/// What simulated clients need of the run that they are in.
class client_host {
 public:
  virtual world& in() noexcept = 0;
  virtual cluster& where() noexcept = 0;
  /// Of the node of that number: the process that runs now, 0 if none does; its name; an actor as
  /// it names it, while it runs.
  virtual std::uint64_t process_of(std::size_t node) const = 0;
  virtual const std::string& name_of(std::size_t node) const = 0;
  virtual peer target_of(std::size_t node, std::string_view to) const = 0;
  /// New work may be begun; false from the end of the faults on.
  virtual bool goes_on() const noexcept = 0;
  /// The run is over: nothing reaches a node any more.
  virtual bool is_over() const noexcept = 0;
  /// Keeps it until its node has no use for it.
  virtual void keep(std::shared_ptr<client_call> call) = 0;
  virtual void keep(std::shared_ptr<client_flow> flow) = 0;
  /// As an event of its own, now.
  virtual void go_on(fiber& who) = 0;
  /// A line of the trace.
  virtual void note(const std::string& client, const std::string& text) = 0;

 protected:
  ~client_host() = default;
};

} // namespace carrick::sim
