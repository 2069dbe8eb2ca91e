#pragma once

#include <carrick/net/transport.hpp>

#include <cstddef>
#include <memory>

namespace carrick::net {

class pipe_network;

struct pipe_options {
  /// Bytes under way in one direction before write() takes no more.
  std::size_t capacity_bytes = 64 * 1024;
  /// Connections of one listener that wait to be accepted; more are refused.
  std::size_t backlog = 1024;
};

/// The names that pipes are found by: who listens in one network is not seen in another.
std::shared_ptr<pipe_network> make_pipe_network(const pipe_options& options = {});

/// Byte streams in memory between the loops of one process, or within one loop. Addresses are
/// names of 1 to 255 printable characters without blanks, such as "n1".
///
/// A dial ends at once: refused when nobody listens, else with a connection that the listener is
/// told of on its own loop.
std::unique_ptr<transport> make_pipe_transport(std::shared_ptr<pipe_network> network);

} // namespace carrick::net
