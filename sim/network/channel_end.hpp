#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/network/errand.hpp>
#include <carrick/sim/network/fwd.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace carrick::sim::transit {

/// Where an end of a connection is, and what it calls the other one.
struct end_options {
  host& at;
  net::loop_services& owner;
  std::string remote_address;
  bool integrity = true;
};

/// One of the two ends of a connection: the socket of it, which its owner may have closed and the
/// host forgotten. Events come from turn(), on the owning loop.
class channel_end final : public errand {
 public:
  channel_end(channel& whole, end_options options);
  channel_end(const channel_end&) = delete;
  channel_end& operator=(const channel_end&) = delete;
  void connect(flow& in, flow& out) noexcept;

  // For who owns it: net::connection.
  void start(net::connection_events& events);
  std::size_t write(std::span<const byte_span> pieces);
  void pause_reading(bool paused);
  void half_close();
  void close();
  const std::string& remote_address() const noexcept { return remote_address_; }
  bool has_integrity() const noexcept { return integrity_; }

  // For the flows.
  /// It takes what arrives.
  bool is_open() const noexcept { return state_ == state::open; }
  void on_readable() { wake(); }
  void on_room() { wake(); }
  void on_finish();
  void on_reset();
  /// Answers something that is for nobody.
  void refuse();

  // For faults.
  /// The host ends its sending direction, without its owner's knowledge.
  void end_sending();
  /// Its owner hears nothing any more, and the host knows nothing of it.
  void die() noexcept override;
  /// The same; with `reset` the other end is told if it can be.
  void kill(bool reset);

 private:
  /// Of the socket: `closed` still sends what was taken; of one that is `gone` the host knows
  /// nothing.
  enum class state : unsigned char { open, closed, gone };

  std::shared_ptr<void> whole() noexcept override;
  void turn() noexcept override;
  void wake();
  void read();
  void read_piece();
  void report_room();
  void report_end();
  bool failure_matters() const noexcept;
  void fail();

  channel& whole_;
  flow* in_ = nullptr;
  flow* out_ = nullptr;
  const std::string remote_address_;
  const bool integrity_;

  net::connection_events* events_ = nullptr; // null before start() and once no event may follow
  bool over_ = false;                        // no event may follow any more
  state state_ = state::open;
  bool paused_ = false;
  bool half_closed_ = false;
  bool sending_ended_ = false; // by a fault
  bool room_wanted_ = false;   // a write() took less than it was given
  bool write_failed_ = false;
  bool broken_ = false;
  bool end_reported_ = false;
};

} // namespace carrick::sim::transit
