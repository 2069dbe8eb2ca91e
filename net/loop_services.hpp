#pragma once

#include <carrick/core/loop_task.hpp>
#include <carrick/core/scratch.hpp>
#include <carrick/core/time.hpp>

namespace boost::asio {
class io_context;
}

namespace carrick::net {

/// What transports need of the loop that owns a connection: the loop that callbacks run on.
///
/// It outlives what belongs to it, and runs every task that was submitted before it ends. Methods
/// are for the loop's own thread, or for nobody's while it does not run, unless said otherwise.
class loop_services {
 public:
  /// For transports with sockets; handlers run on the loop. A loop without sockets has none, and
  /// calling this is a bug there.
  virtual boost::asio::io_context& io() noexcept = 0;
  /// The buffer that a connection reads into and lends to on_bytes(), so that an idle connection
  /// holds none. One borrower at a time.
  virtual scratch_loan scratch() = 0;
  /// Has `task` run once on this loop, after those submitted before. Any thread; allocates nothing
  /// and never blocks.
  virtual void submit(loop_task& task) noexcept = 0;
  /// Reads the time anew. Any thread.
  virtual time_point now() noexcept = 0;

 protected:
  ~loop_services() = default;
};

} // namespace carrick::net
