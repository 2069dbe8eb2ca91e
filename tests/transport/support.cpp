#include "support.hpp"

#include <carrick/core/limits.hpp>
#include <carrick/net/pipe/pipe_transport.hpp>
#include <carrick/net/tcp/tcp_transport.hpp>
#include <carrick/sim/network/path.hpp>

#include "raw_socket.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace carrick::test {

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all))) - 1; // the iterator's own
}

// stream_end

template <class F>
auto stream_end::inside(F f) {
  struct scope {
    bool& flag;
    const bool before = std::exchange(flag, true);
    ~scope() { flag = before; }
  } during{inside_call_};
  return f();
}

void stream_end::start(std::unique_ptr<net::connection> to) {
  connection_ = std::move(to);
  inside([&] { connection_->start(*this); });
}

std::size_t stream_end::write(std::span<const byte_span> pieces) {
  return inside([&] { return connection_->write(pieces); });
}
void stream_end::pause(bool paused) {
  inside([&] { connection_->pause_reading(paused); });
}
void stream_end::half_close() {
  inside([&] { connection_->half_close(); });
}
void stream_end::close() {
  over_ = true;
  inside([&] { connection_->close(); });
}
void stream_end::destroy() {
  over_ = true;
  inside([&] { connection_.reset(); });
}

void stream_end::send(std::uint64_t bytes, bool then_end) {
  to_send_ += bytes;
  end_after_ = then_end;
  push();
}

void stream_end::push() {
  constexpr std::array<std::size_t, 4> sizes{1, 1021, 7, 16411};
  std::vector<std::byte> block(std::min<std::uint64_t>(to_send_, 40'000));
  while (to_send_ > 0) {
    block.resize(std::min<std::uint64_t>(to_send_, block.size()));
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = pattern_at(sent + i);
    std::vector<byte_span> pieces;
    byte_span rest{block};
    for (std::size_t i = 0; !rest.empty(); ++i) {
      const std::size_t size = std::min(rest.size(), sizes[i % sizes.size()]);
      pieces.push_back(rest.first(size));
      rest = rest.subspan(size);
    }
    const std::size_t taken = write(pieces);
    sent += taken;
    to_send_ -= taken;
    if (taken < block.size()) return;
  }
  if (std::exchange(end_after_, false)) half_close();
}

void stream_end::push_echo() {
  while (!echo_.empty()) {
    const byte_span all{echo_};
    const std::size_t taken = write({&all, 1});
    echo_.erase(echo_.begin(), echo_.begin() + static_cast<std::ptrdiff_t>(taken));
    sent += taken;
    if (taken < all.size()) break;
  }
  pause(!echo_.empty());
  if (echo_.empty() && ended_ok()) half_close();
}

void stream_end::check_rules() {
  if (inside_call_ || over_ || lost()) broke_rules = true;
}

std::span<std::byte> stream_end::room() {
  room_.assign(room_bytes, std::byte{});
  return room_;
}

void stream_end::on_filled(std::size_t bytes) {
  check_rules();
  if (bytes == 0 || bytes > room_.size() || more_follows_ || ended()) broke_rules = true;
  filled += bytes;
  more_follows_ = true;
  take(std::span{room_}.first(bytes));
}

void stream_end::on_bytes(byte_span bytes) {
  check_rules();
  if ((bytes.empty() && !more_follows_) || ended()) broke_rules = true;
  more_follows_ = false;
  ++reads;
  take(bytes);
  if (echoing) {
    echo_.insert(echo_.end(), bytes.begin(), bytes.end());
    push_echo();
  }
  if (then_on_bytes) then_on_bytes();
}

void stream_end::take(byte_span bytes) {
  largest_piece = std::max(largest_piece, bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != pattern_at(received + i)) intact = false;
  }
  received += bytes.size();
  if (keep_raw) raw += as_text(bytes);
}

void stream_end::on_writable() {
  check_rules();
  ++writables;
  if (echoing) push_echo();
  push();
  if (then_on_writable) then_on_writable();
}

void stream_end::on_end(const status& why) {
  check_rules();
  ends.push_back(why);
  if (echoing && why.ok()) push_echo();
  if (then_on_end) then_on_end();
}

// acceptor and dialer

void acceptor::on_accepted(std::unique_ptr<net::connection> connection) {
  accepted.push_back(std::make_unique<stream_end>());
  if (prepare) prepare(*accepted.back());
  accepted.back()->start(std::move(connection));
  if (then_on_accepted) then_on_accepted();
}

void dialer::on_dialed(result<std::unique_ptr<net::connection>> result) {
  if (dialing || done()) broke_rules = true;
  if (result) {
    connection = std::move(*result);
    outcome = status{};
  } else {
    outcome = result.error();
  }
  if (then_on_dialed) then_on_dialed();
}

// world

world::world(const transport_case& which) : kind_(which), drive_(which.make()) {}

/// Everything is closed by then: nothing may be left to wait for.
world::~world() { CHECK(drive_->runs_out_of_work()); }

std::unique_ptr<net::listener> world::listen(acceptor& events) {
  return listen(events, kind_.listen_at);
}

std::unique_ptr<net::listener> world::listen(acceptor& events, std::string_view address) {
  auto listener = transport().listen(listening_loop(), address, events);
  INFO((listener ? status{} : listener.error()));
  REQUIRE(listener.has_value());
  return std::move(*listener);
}

void world::dial(dialer& events, std::string_view address, duration limit) {
  events.dialing = true;
  events.attempt = transport().dial(drive_->dialing_loop(), address, limit, events);
  events.dialing = false;
}

connected_pair::connected_pair(world& in) {
  const auto listener = in.listen(acceptor_);
  dialer dialer;
  in.dial(dialer, listener->address());
  REQUIRE(in.until([&] { return dialer.done() && !acceptor_.accepted.empty(); }));
  INFO(*dialer.outcome);
  REQUIRE(dialer.connection != nullptr);
  dialed_.start(std::move(dialer.connection));
}

// transports

namespace {

std::unique_ptr<drive> tcp() { return make_real_drive(net::make_tcp_transport(), false); }
std::unique_ptr<drive> tcp_of_two() { return make_real_drive(net::make_tcp_transport(), true); }

std::unique_ptr<drive> pipes() {
  return make_real_drive(net::make_pipe_transport(net::make_pipe_network()), false);
}
std::unique_ptr<drive> pipes_of_two() {
  return make_real_drive(net::make_pipe_transport(net::make_pipe_network()), true);
}

std::unique_ptr<drive> simulated() { return make_sim_drive({}, false); }
std::unique_ptr<drive> simulated_of_two() { return make_sim_drive({}, true); }

/// Late, uneven and in pieces, through a window that is no larger than a piece.
std::unique_ptr<drive> simulated_badly() {
  sim::path_options path;
  path.delay = std::chrono::milliseconds(1);
  path.jitter = std::chrono::milliseconds(1);
  path.tail = 0.01;
  path.tail_max = std::chrono::milliseconds(20);
  path.bytes_per_second = 500 * limits::MiB;
  path.window = 60'000;
  path.piece_max = 60'000;
  return make_sim_drive(path, true);
}

} // namespace

std::vector<transport_case> all_transports() {
  const auto no_name = [] { return std::string{"nobody"}; };
  return {
    {"tcp", tcp, "127.0.0.1:0", unused_tcp_address, "127.0.0.1"},
    {"tcp, two loops", tcp_of_two, "127.0.0.1:0", unused_tcp_address, "[::1"},
    {"pipe", pipes, "n1", no_name, "n 1"},
    {"pipe, two loops", pipes_of_two, "n1", no_name, ""},
    {"sim", simulated, "n1:0", no_name, "n 1"},
    {"sim, two loops", simulated_of_two, "n1:0", no_name, ""},
    {"sim, badly", simulated_badly, "n1:0", no_name, "n1\n"},
  };
}

std::ostream& operator<<(std::ostream& out, const transport_case& which) {
  return out << which.name;
}

} // namespace carrick::test
