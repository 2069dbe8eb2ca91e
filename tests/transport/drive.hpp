#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/loop_services.hpp>
#include <carrick/net/transport.hpp>

#include <functional>
#include <memory>

namespace carrick::sim {
struct path_options;
}

namespace carrick::test {

/// A transport with the loops that own its connections, and what makes them go on.
class drive {
 public:
  virtual ~drive() = default;

  virtual net::transport& transport() noexcept = 0;
  virtual net::loop_services& listening_loop() noexcept = 0;
  virtual net::loop_services& dialing_loop() noexcept = 0;

  /// Runs until `reached` holds; false if that took too long.
  virtual bool until(const std::function<bool()>& reached, duration limit) = 0;
  /// Runs until nothing happens any more, or seems to.
  virtual void settle() = 0;
  /// Does one thing, for which the dialing loop waits at most this long.
  virtual void run_one(duration limit) = 0;
  /// Nothing is pending when everything is closed: no wait that nobody ends.
  virtual bool runs_out_of_work() = 0;
};

/// Loops over real sockets or memory, run by the test.
std::unique_ptr<drive> make_real_drive(std::shared_ptr<net::transport> transport, bool two_loops);

/// The simulated network, in virtual time.
std::unique_ptr<drive> make_sim_drive(const sim::path_options& path, bool two_loops);

} // namespace carrick::test
