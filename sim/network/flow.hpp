#pragma once

#include <carrick/core/bytes.hpp>
#include <carrick/sim/network/fifo.hpp>
#include <carrick/sim/network/fwd.hpp>
#include <carrick/sim/world.hpp>

#include <cstddef>
#include <span>

namespace carrick::sim::transit {

/// One direction of a connection: what one end has sent and the other has not read, always in the
/// order in which it was sent.
class flow {
 public:
  flow(channel& whole, route& way, route& back);
  /// `from` sends to `to`.
  void connect(channel_end& from, channel_end& to) noexcept;
  flow(const flow&) = delete;
  flow& operator=(const flow&) = delete;

  // For the end that sends.
  /// Bytes that can be taken at the moment.
  std::size_t room() const noexcept;
  /// Takes bytes from the front of `pieces`, as many as there is room for, and as
  /// connection::write().
  std::size_t send(std::span<const byte_span> pieces);
  /// The sender is told when there is room again.
  void want_room();
  /// Nothing follows what was sent (FIN). It arrives in the end, however long that takes.
  void finish();
  /// Breaks the connection when it arrives (RST), if it does: nothing is sent again in its place.
  void reset();
  /// A reset in answer to something that is sent again and again until it is answered.
  void refuse();

  // For the end that receives.
  /// Bytes that have arrived.
  std::size_t readable() const noexcept { return readable_; }
  /// How many of them are to be read at a time.
  std::size_t next_piece() noexcept;
  /// Moves the first bytes to `into`: they are read.
  void read(std::span<std::byte> into);
  bool at_end() const noexcept { return finished_ && readable_ == 0; }
  /// What has arrived is read by nobody.
  void discard() noexcept;

  // For the network.
  route& way() const noexcept { return way_; }
  route& back() const noexcept { return back_; }
  void on_way_blocked() noexcept;
  void on_way_free();
  /// It is faster or slower from now on: what is under way arrives no later than at the new pace.
  void on_way_changed();
  void on_back_free();
  /// Who would send again what waits for a blocked way is dead.
  void lose_waiting() noexcept;
  /// What is under way is lost, and nothing can be sent any more.
  void cut() noexcept;

 private:
  enum class kind : unsigned char { bytes, finish, reset, refusal, breakage };
  struct segment {
    time_point arrival;
    std::size_t bytes;
    kind what;
  };

  std::size_t take(std::span<const byte_span> pieces);
  void push_pieces(std::size_t bytes);
  void push_piece(std::size_t place, std::size_t bytes);
  void push(kind what, std::size_t bytes);
  void push_at(time_point arrival, kind what, std::size_t bytes);
  void arm();
  void arrive();
  void on_arrived(const segment& arrived);
  void on_bytes(std::size_t bytes);
  void acknowledge(std::size_t bytes);
  void tell_room();

  channel& whole_;
  route& way_;
  route& back_;
  channel_end* from_ = nullptr;
  channel_end* to_ = nullptr;

  byte_fifo bytes_; // those that have arrived, then those under way
  fifo<segment> segments_;
  time_point last_arrival_ = time_point::min();
  std::size_t readable_ = 0;
  std::size_t used_ = 0;         // of the window
  std::size_t acknowledged_ = 0; // read, which the sender cannot hear at the moment
  bool finish_sent_ = false;
  bool finished_ = false;
  bool cut_ = false;
  bool refused_ = false;
  bool room_wanted_ = false;
  method_event<flow, &flow::arrive> arrive_{*this};
  method_event<flow, &flow::tell_room> tell_room_{*this};
};

} // namespace carrick::sim::transit
