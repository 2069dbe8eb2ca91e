#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/time.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace carrick::net {

class loop_services;

/// What a connection reports. All calls come on the loop that owns the connection, never from
/// inside a call of the connection's own methods, and none after close().
class connection_events {
 public:
  /// Bytes arrived. They are valid during the call.
  virtual void on_bytes(byte_span bytes) = 0;
  /// Where the next bytes are best put; they need not be copied from there. Asked before each read,
  /// and valid until the next event.
  virtual std::span<std::byte> room() { return {}; }
  /// So many bytes arrived and were put into room(), from its front. on_bytes() follows at once
  /// with what came behind them, which may be nothing.
  virtual void on_filled(std::size_t) {}
  /// After a write() that took less than it was given: more can be written now.
  virtual void on_writable() = 0;
  /// The other side sends no more (`ok`), or the connection broke (`link_lost` and why). Last call
  /// with a failure; after `ok` writing still works, and a failure of it may follow.
  virtual void on_end(const status& why) = 0;

 protected:
  ~connection_events() = default;
};

/// For transports that have the bytes in memory already.
inline void hand_over(byte_span bytes, connection_events& to) {
  const std::span<std::byte> room = to.room();
  const std::size_t filled = std::min(room.size(), bytes.size());
  if (filled > 0) {
    std::memcpy(room.data(), bytes.data(), filled);
    to.on_filled(filled);
  }
  to.on_bytes(bytes.subspan(filled));
}

/// A byte stream in both directions, owned by one loop and used and destroyed on it only; within
/// any callback, its own too. Destroying it closes it.
class connection {
 public:
  virtual ~connection() = default;

  /// Begins to report to `events`, which outlives the connection or its close(). Called once.
  virtual void start(connection_events& events) = 0;
  /// Takes bytes from the front of `pieces` (at most 64 pieces, 128 KiB together) and returns how
  /// many; what was taken needs no longer be kept. If that is not all, on_writable() follows.
  /// Before start(), after half_close(), close() or a failure nothing is taken, and nothing
  /// follows.
  virtual std::size_t write(std::span<const byte_span> pieces) = 0;
  /// While paused nothing is read, so that the other side feels the back-pressure.
  virtual void pause_reading(bool paused) = 0;
  /// No more writes; what was taken is still delivered. Reading goes on.
  virtual void half_close() = 0;
  /// Ends both directions at once; no event follows. Safe in every state.
  virtual void close() = 0;
  /// "127.0.0.1:40112", "pipe:n1", ...: for logs.
  virtual std::string remote_address() const = 0;
  /// Both ends are on this machine: plain text stays here.
  virtual bool is_local() const noexcept = 0;
  /// The bytes cannot be damaged on the way (TLS, memory): no checksum is needed.
  virtual bool has_integrity() const noexcept = 0;
};

/// What a dial attempt ends with: a connection owned by the loop that dialed, or why not.
class dial_events {
 public:
  virtual void on_dialed(result<std::unique_ptr<connection>> outcome) = 0;

 protected:
  ~dial_events() = default;
};

/// A dial attempt under way; destroying it cancels it, and no event follows.
class dial_attempt {
 public:
  virtual ~dial_attempt() = default;
};

/// Where accepted connections go.
class accept_events {
 public:
  /// The connection is owned by the loop that listens.
  virtual void on_accepted(std::unique_ptr<connection> accepted) = 0;
  /// Accepting is impossible for now (descriptors are used up, ...); it is tried again after a
  /// pause.
  virtual void on_accept_paused(const status& why) = 0;

 protected:
  ~accept_events() = default;
};

/// Accepts until it is destroyed.
class listener {
 public:
  virtual ~listener() = default;
  /// The address it really has, with the port that was chosen for port 0.
  virtual std::string address() const = 0;
};

/// Makes byte streams: TCP, in-process pipes, a simulated network. Nothing above it knows which.
/// Shared by any number of loops, each of which calls dial() and listen() for itself; what they
/// return belongs to that loop, and no event comes before they have returned.
class transport {
 public:
  virtual ~transport() = default;
  /// Short name for logs and config: "tcp", "pipe".
  virtual std::string_view name() const noexcept = 0;
  /// Addresses are the transport's own ("host:port"). The attempt ends within `limit`.
  virtual std::unique_ptr<dial_attempt> dial(loop_services& owner, std::string_view address,
                                             duration limit, dial_events& events) = 0;
  /// What to listen at: `address`, with a name in it looked up. For threads that run no loop: it
  /// may block, for ten seconds at most. `unreachable` if nobody knows the name.
  virtual result<std::string> listening_address(std::string_view address) {
    return std::string{address};
  }
  /// `address_in_use`, or `invalid_argument` for an address that cannot be, as one to look up.
  virtual result<std::unique_ptr<listener>> listen(loop_services& owner, std::string_view address,
                                                   accept_events& events) = 0;
  /// Whether the address is reachable from this machine (or process) only.
  virtual bool is_local(std::string_view address) const = 0;
};

} // namespace carrick::net
