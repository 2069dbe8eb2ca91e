#pragma once

#include "drive.hpp"

#include <carrick/core/bytes.hpp>
#include <carrick/net/transport.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace carrick::test {

/// The n-th byte of every test stream: no period that a buffer size has.
inline std::byte pattern_at(std::uint64_t n) noexcept {
  return static_cast<std::byte>((n * 2654435761u >> 13) ^ n);
}

/// Descriptors that this process has open.
std::size_t open_descriptors();

/// One end of a connection under test: counts what arrives, checks that it is the pattern, and that
/// no event comes from inside a call or after close().
class stream_end final : public net::connection_events {
 public:
  stream_end() = default;
  stream_end(const stream_end&) = delete;
  stream_end& operator=(const stream_end&) = delete;

  void start(std::unique_ptr<net::connection> to);

  /// Sends the next `bytes` of the pattern, as the connection takes them, in odd pieces; then ends
  /// its side if `then_end`.
  void send(std::uint64_t bytes, bool then_end = false);
  std::size_t write(std::span<const byte_span> pieces);
  void pause(bool paused);
  void half_close();
  void close();
  void destroy();
  /// Sends everything back, and its end too.
  void echo() { echoing = true; }

  net::connection* get() const noexcept { return connection_.get(); }

  // What has happened.
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::size_t largest_piece = 0;
  bool intact = true; ///< nothing but the pattern came
  int reads = 0;
  int writables = 0;
  std::uint64_t filled = 0;
  std::vector<status> ends;
  bool broke_rules = false;
  std::string raw; ///< the bytes themselves, if `keep_raw`

  // What to do.
  bool keep_raw = false;
  bool echoing = false;
  std::size_t room_bytes = 0; ///< that it offers to be filled
  std::function<void()> then_on_bytes;
  std::function<void()> then_on_writable;
  std::function<void()> then_on_end;

  bool ended() const noexcept { return !ends.empty(); }
  bool ended_ok() const noexcept { return ends.size() == 1 && ends.front().ok(); }
  bool lost() const noexcept { return ended() && ends.back() == code::link_lost; }

  void on_bytes(byte_span bytes) override;
  std::span<std::byte> room() override;
  void on_filled(std::size_t bytes) override;
  void on_writable() override;
  void on_end(const status& why) override;

 private:
  void check_rules();
  void take(byte_span bytes);
  void push();
  void push_echo();
  template <class F>
  auto inside(F f);

  std::unique_ptr<net::connection> connection_;
  bool inside_call_ = false;
  bool over_ = false;
  std::uint64_t to_send_ = 0;
  bool end_after_ = false;
  std::vector<std::byte> echo_;
  std::vector<std::byte> room_;
  bool more_follows_ = false; // after on_filled(): on_bytes(), with nothing perhaps
};

/// A transport in a certain arrangement, and how to name things in it.
struct transport_case {
  std::string name;
  std::function<std::unique_ptr<drive>()> make;
  std::string listen_at;                       ///< may be asked for any number of times
  std::function<std::string()> nobody_listens; ///< an address of which that is true
  std::string malformed;
};
std::vector<transport_case> all_transports();
std::ostream& operator<<(std::ostream& out, const transport_case& which);

/// Where accepted connections go; started at once if `start_them`.
class acceptor final : public net::accept_events {
 public:
  std::vector<std::unique_ptr<stream_end>> accepted;
  std::vector<status> pauses;
  std::function<void(stream_end&)> prepare;
  std::function<void()> then_on_accepted;

  void on_accepted(std::unique_ptr<net::connection> connection) override;
  void on_accept_paused(const status& why) override { pauses.push_back(why); }
};

/// A dial and what came of it.
class dialer final : public net::dial_events {
 public:
  std::unique_ptr<net::dial_attempt> attempt;
  std::unique_ptr<net::connection> connection;
  std::optional<status> outcome;
  bool dialing = false; ///< inside dial()
  bool broke_rules = false;
  std::function<void()> then_on_dialed;

  bool done() const noexcept { return outcome.has_value(); }
  void on_dialed(result<std::unique_ptr<net::connection>> result) override;
};

/// A transport with its loops, all driven by the test.
class world {
 public:
  explicit world(const transport_case& which);
  ~world();

  net::transport& transport() noexcept { return drive_->transport(); }
  net::loop_services& listening_loop() noexcept { return drive_->listening_loop(); }
  const transport_case& kind() const noexcept { return kind_; }

  /// Runs the loops until `reached` holds; false if that took too long.
  bool until(const std::function<bool()>& reached, duration limit = std::chrono::seconds(30)) {
    return drive_->until(reached, limit);
  }
  void settle() { drive_->settle(); }
  /// Has the dialing loop do one thing.
  void run_one(duration limit = std::chrono::milliseconds(1)) { drive_->run_one(limit); }

  std::unique_ptr<net::listener> listen(acceptor& events);
  std::unique_ptr<net::listener> listen(acceptor& events, std::string_view address);
  void dial(dialer& events, std::string_view address, duration limit = std::chrono::seconds(20));

 private:
  const transport_case kind_;
  const std::unique_ptr<drive> drive_;
};

/// Two connected ends, with the listener gone.
class connected_pair {
 public:
  explicit connected_pair(world& in);
  stream_end& dialed() noexcept { return dialed_; }
  stream_end& accepted() noexcept { return *acceptor_.accepted.front(); }

 private:
  acceptor acceptor_;
  stream_end dialed_;
};

} // namespace carrick::test
