#pragma once

#include <carrick/sim/bare_loop.hpp>

#include <carrick/core/bytes.hpp>
#include <carrick/core/result.hpp>
#include <carrick/net/transport.hpp>
#include <carrick/sim/network/network.hpp>
#include <carrick/sim/world.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A vocabulary for tests of the simulated network.
namespace carrick::test {

using namespace std::chrono_literals;

/// An end of a connection: remembers what comes, and sends everything that it is given as room
/// comes.
class net_end final : public net::connection_events {
 public:
  void own(std::unique_ptr<net::connection> made) {
    connection = std::move(made);
    connection->start(*this);
  }
  void send(std::string_view text) {
    unsent += text;
    push();
  }
  /// One write, of which the rest is not sent later.
  std::size_t write(std::string_view text) {
    const std::array<byte_span, 1> piece{as_bytes(text)};
    return connection->write(piece);
  }

  void on_bytes(byte_span bytes) override {
    received += as_text(bytes);
    pieces.push_back(bytes.size());
    if (then_on_bytes) then_on_bytes();
  }
  void on_writable() override {
    ++writables;
    push();
  }
  void on_end(const status& why) override {
    ends.push_back(why.code());
    if (then_on_end) then_on_end();
  }

  bool ended_ok() const { return ends == std::vector{code::ok}; }
  bool lost() const { return !ends.empty() && ends.back() == code::link_lost; }
  bool quiet() const { return received.empty() && ends.empty(); }

  std::unique_ptr<net::connection> connection;
  std::string received;
  std::string unsent;
  std::vector<std::size_t> pieces;
  std::vector<code> ends;
  int writables = 0;
  std::function<void()> then_on_bytes;
  std::function<void()> then_on_end;

 private:
  void push() {
    if (!unsent.empty()) unsent.erase(0, write(unsent));
  }
};

/// A dial and what came of it.
class net_dial final : public net::dial_events {
 public:
  void on_dialed(result<std::unique_ptr<net::connection>> got) override {
    outcome = got ? status{} : got.error();
    if (got) end.own(std::move(*got));
  }
  bool done() const { return outcome.has_value(); }

  std::unique_ptr<net::dial_attempt> attempt;
  std::optional<status> outcome;
  net_end end;
};

/// A process on a host: one loop, perhaps a listener at "<host>:1", and whom it accepted.
class net_process final : public net::accept_events {
 public:
  net_process(sim::world& in, sim::network& on, const std::string& host, bool integrity = true)
      : loop(in), transport(on.transport_of(host, integrity)), name(host) {}

  void listen() { listener = std::move(transport->listen(loop, name + ":1", *this).value()); }
  void dial(net_dial& events, const std::string& to, duration limit = 1s) {
    events.attempt = transport->dial(loop, to + ":1", limit, events);
  }

  void on_accepted(std::unique_ptr<net::connection> made) override {
    accepted.push_back(std::make_unique<net_end>());
    accepted.back()->own(std::move(made));
  }
  void on_accept_paused(const status& why) override { pauses.push_back(why.code()); }

  sim::bare_loop loop;
  std::shared_ptr<net::transport> transport;
  std::string name;
  std::unique_ptr<net::listener> listener;
  std::vector<std::unique_ptr<net_end>> accepted;
  std::vector<code> pauses;
};

/// n1 and n2, which listens; connect() joins them.
struct net_world {
  explicit net_world(std::uint64_t seed = 1, bool integrity = true)
      : world(seed), n1(world, network, "n1", integrity), n2(world, network, "n2", integrity) {
    n2.listen();
  }

  void connect() {
    connect_only();
    REQUIRE(n2.accepted.size() == 1);
  }
  /// Without being accepted.
  void connect_only() {
    n1.dial(dial, "n2");
    REQUIRE(world.run_until([&] { return dial.done(); }, world.now() + 1s));
    REQUIRE(dial.outcome->ok());
  }
  net_end& one() { return dial.end; }
  net_end& two() { return *n2.accepted.back(); }
  void pass(duration time) { world.advance(time); }

  sim::world world;
  sim::network network{world};
  net_process n1;
  net_process n2;
  net_dial dial;
};

} // namespace carrick::test
