#pragma once

#include <carrick/core/time.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/network/path.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace carrick::sim {

namespace transit {
class fabric;
}

/// How a host disappears.
enum class death : unsigned char {
  reset,  ///< its kernel lives: the others' connections break at once
  silent, ///< the machine is gone: they hear nothing any more, and dials are unanswered
};

/// The network between hosts, in virtual time: byte streams, and what happens to them. A host is a
/// name; it exists as soon as it is named. Addresses are free texts ("n1:7101"); who listens on one
/// is known across hosts.
///
/// Paths are directed. Silence loses nothing by itself: what was sent arrives when it ends, unless
/// an end has closed the connection meanwhile; whoever sends on a connection that the other side
/// has closed or forgotten learns it (reset) as soon as bytes pass again. A reset that is sent into
/// silence is lost.
///
/// Loops run every task that was submitted to them before they end; those of killed hosts need not.
class network {
 public:
  /// The world outlives the network and all that it has made.
  explicit network(world& in);
  /// What it has made does nothing any more, and may be destroyed later.
  ~network();
  network(const network&) = delete;
  network& operator=(const network&) = delete;

  /// What the nodes of that host dial and listen with. `integrity` false: checksums are wanted, and
  /// bits may be turned.
  std::shared_ptr<net::transport> transport_of(const std::string& host, bool integrity = true);

  // How it is. Holds for what is sent and dialed from now on; what is under way on a path that is
  // set arrives no later than the new one lets it.
  void set_path(const std::string& from, const std::string& to, const path_options& options);
  void set_dials(const std::string& from, const std::string& to, const dial_options& options);
  /// For pairs that were not set by name.
  void set_default_path(const path_options& options);
  void set_default_dials(const dial_options& options);

  // What happens to it.
  /// Nothing passes from `from` to `to` until heard again; dials wait for their limit.
  void silence(const std::string& from, const std::string& to);
  void hear(const std::string& from, const std::string& to);
  bool silent(const std::string& from, const std::string& to) const;
  /// Every silence ends.
  void hear_all();
  /// Breaks every connection between the two (RST on both sides). Returns how many.
  std::size_t reset(const std::string& a, const std::string& b);
  /// The kernel of `from` ends its sending direction towards `to` (FIN), as if the application had.
  std::size_t half_close(const std::string& from, const std::string& to);
  /// Ends everything of that host; none of its callbacks is called any more. It may come back by
  /// listening and dialing anew. Its loops may be frozen, and be destroyed with tasks that never
  /// ran; if they still run some, then before the network ends.
  void kill(const std::string& host, death how);
  /// Accepting fails for a while (descriptors are used up): on_accept_paused, and connections wait.
  void stop_accepting(const std::string& host, duration length);

  // What is.
  /// Connections of which at least one end is open (neither closed nor broken), dials under way
  /// included.
  std::size_t connections() const noexcept;
  std::size_t connections(const std::string& a, const std::string& b) const;
  /// Bytes that were handed to a reader.
  std::uint64_t delivered_bytes() const noexcept;
  /// on_bytes() calls.
  std::uint64_t deliveries() const noexcept;

 private:
  const std::shared_ptr<transit::fabric> fabric_;
};

} // namespace carrick::sim
