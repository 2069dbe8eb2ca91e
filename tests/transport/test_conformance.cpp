// What every transport must do, whatever it is made of.

#include "support.hpp"

#include <carrick/core/limits.hpp>

#include <algorithm>
#include <array>

using namespace carrick;
using namespace carrick::test;

namespace {

constexpr std::uint64_t MiB = limits::MiB;

transport_case each_transport() { return GENERATE(from_range(all_transports())); }

/// More than any transport holds on the way to a peer that does not read.
constexpr std::uint64_t endless = 256 * MiB;

} // namespace

TEST_CASE("a dial reaches the listener", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  const auto listener = w.listen(accepting);
  dialer dialing;
  w.dial(dialing, listener->address());
  REQUIRE(w.until([&] { return dialing.done() && accepting.accepted.size() == 1; }));
  CHECK(dialing.outcome->ok());
  CHECK_FALSE(dialing.broke_rules);
  REQUIRE(dialing.connection);
  CHECK_FALSE(dialing.connection->remote_address().empty());
  CHECK_FALSE(accepting.accepted[0]->get()->remote_address().empty());
  CHECK(dialing.connection->is_local());
  CHECK(accepting.accepted[0]->get()->is_local());
  CHECK(w.transport().is_local(listener->address()));
  CHECK_FALSE(w.transport().name().empty());
}

TEST_CASE("what is sent comes back unharmed, and then the end", "[transport]") {
  const auto kind = each_transport();
  const std::uint64_t bytes =
    GENERATE(std::uint64_t{0}, 1, 2, 1000, 65'536, 65'537, 262'157, 5 * MiB + 17);
  CAPTURE(kind, bytes);
  world w{kind};
  connected_pair p{w};
  p.accepted().echo();
  p.dialed().send(bytes, true);
  REQUIRE(w.until([&] { return p.dialed().ended() && p.accepted().ended(); }));
  CHECK(p.dialed().sent == bytes);
  CHECK(p.dialed().received == bytes);
  CHECK(p.dialed().intact);
  CHECK(p.accepted().intact);
  CHECK(p.dialed().ended_ok());
  CHECK(p.accepted().ended_ok());
  CHECK_FALSE(p.dialed().broke_rules);
  CHECK_FALSE(p.accepted().broke_rules);
}

TEST_CASE("both ends send first and read later", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  stream_end& a = p.dialed();
  stream_end& b = p.accepted();
  const std::uint64_t bytes = 12 * MiB;
  a.pause(true);
  b.pause(true);
  a.send(bytes, true);
  b.send(bytes, true);
  w.settle();
  CHECK(a.received + b.received == 0);
  a.pause(false);
  b.pause(false);
  REQUIRE(w.until([&] { return a.ended() && b.ended(); }));
  CHECK(a.ended_ok());
  CHECK(b.ended_ok());
  CHECK(a.received == bytes);
  CHECK(b.received == bytes);
  CHECK((a.intact && b.intact));
  CHECK_FALSE((a.broke_rules || b.broke_rules));
}

TEST_CASE("a peer that does not read stops the writer, and no longer", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  stream_end& writer = p.dialed();
  stream_end& reader = p.accepted();
  reader.pause(true);
  writer.send(endless);
  w.settle();
  const std::uint64_t held = writer.sent;
  const int writables = writer.writables;
  CHECK(held < endless / 2);
  CHECK(reader.reads == 0);

  reader.pause(false);
  REQUIRE(w.until([&] { return writer.sent > held + MiB && reader.received > held; }));
  CHECK(writer.writables > writables);
  CHECK(reader.intact);

  reader.pause(true);
  w.settle();
  const std::uint64_t received = reader.received;
  w.settle();
  CHECK(reader.received == received);
}

TEST_CASE("pausing and resuming in any callback loses nothing", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  stream_end& reader = p.accepted();
  bool paused = false;
  reader.then_on_bytes = [&] {
    reader.pause(true);
    reader.pause(false);
    reader.pause(reader.reads % 2 == 0);
    paused = reader.reads % 2 == 0;
  };
  p.dialed().send(3 * MiB, true);
  REQUIRE(w.until([&] {
    if (std::exchange(paused, false)) reader.pause(false);
    return reader.ended();
  }));
  CHECK(reader.ended_ok());
  CHECK(reader.received == 3 * MiB);
  CHECK(reader.intact);
  CHECK_FALSE(reader.broke_rules);
}

TEST_CASE("a paused reader learns of the end when it reads on", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  p.accepted().pause(true);
  p.dialed().send(1000, true);
  w.settle();
  CHECK_FALSE(p.accepted().ended());
  p.accepted().pause(false);
  REQUIRE(w.until([&] { return p.accepted().ended(); }));
  CHECK(p.accepted().ended_ok());
  CHECK(p.accepted().received == 1000);
}

TEST_CASE("pausing in on_bytes keeps the end back too", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  p.accepted().then_on_bytes = [&] { p.accepted().pause(true); };
  p.dialed().send(1000, true);
  REQUIRE(w.until([&] { return p.accepted().received == 1000; }));
  w.settle();
  CHECK_FALSE(p.accepted().ended());
  p.accepted().pause(false);
  REQUIRE(w.until([&] { return p.accepted().ended(); }));
  CHECK(p.accepted().ended_ok());
}

TEST_CASE("after half_close the other direction goes on", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  p.dialed().send(1000, true);
  REQUIRE(w.until([&] { return p.accepted().ended(); }));
  CHECK(p.accepted().ended_ok());
  CHECK(p.accepted().received == 1000);
  w.settle();
  CHECK_FALSE(p.dialed().ended());

  p.accepted().send(2 * MiB, true);
  REQUIRE(w.until([&] { return p.dialed().ended(); }));
  CHECK(p.dialed().ended_ok());
  CHECK(p.dialed().received == 2 * MiB);
  CHECK(p.dialed().intact);
}

TEST_CASE("nothing is taken after half_close or close", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  const std::array<byte_span, 1> piece{as_bytes("too late")};
  p.dialed().half_close();
  p.dialed().half_close();
  CHECK(p.dialed().write(piece) == 0);
  p.accepted().close();
  CHECK(p.accepted().write(piece) == 0);
  p.accepted().half_close();
  p.accepted().pause(true);
  p.accepted().pause(false);
  p.accepted().close();
  w.settle();
  CHECK(p.dialed().writables == 0);
  CHECK(p.accepted().received == 0);
  CHECK_FALSE(p.accepted().broke_rules);
}

TEST_CASE("writing nothing does nothing", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  const std::array<byte_span, 3> empty{};
  CHECK(p.dialed().write({}) == 0);
  CHECK(p.dialed().write(empty) == 0);
  w.settle();
  CHECK(p.dialed().writables == 0);
  CHECK(p.accepted().reads == 0);
}

TEST_CASE("a connection may be closed in each of its callbacks", "[transport]") {
  const auto kind = each_transport();
  const bool destroyed = GENERATE(false, true);
  CAPTURE(kind, destroyed);
  world w{kind};
  connected_pair p{w};
  stream_end& closing = p.accepted();
  stream_end& other = p.dialed();
  const auto end = [&] { destroyed ? closing.destroy() : closing.close(); };

  SECTION("on_bytes") {
    closing.then_on_bytes = end;
    other.send(2 * MiB, true);
    REQUIRE(w.until([&] { return closing.reads > 0; }));
    w.settle();
    CHECK(closing.reads == 1);
    CHECK_FALSE(closing.ended());
  }
  SECTION("on_writable") {
    closing.then_on_writable = end;
    other.pause(true);
    closing.send(endless);
    w.settle();
    other.pause(false);
    REQUIRE(w.until([&] { return closing.writables > 0; }));
    w.settle();
    CHECK(closing.writables == 1);
  }
  SECTION("on_end") {
    closing.then_on_end = end;
    other.send(10, true);
    REQUIRE(w.until([&] { return closing.ended(); }));
    w.settle();
    CHECK(closing.ended_ok());
  }
  SECTION("on_end after a failure") {
    closing.then_on_end = end;
    other.send(10);
    closing.send(10);
    other.pause(true);
    w.settle();
    other.close();
    const std::array<byte_span, 1> piece{as_bytes("anyone there?")};
    REQUIRE(w.until([&] {
      if (!closing.ended()) (void)closing.write(piece);
      return closing.ended();
    }));
    w.settle();
  }
  CHECK_FALSE(closing.broke_rules);
  CHECK_FALSE(other.broke_rules);
}

TEST_CASE("a connection may be closed in a callback of another", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair one{w};
  connected_pair two{w};
  one.accepted().then_on_bytes = [&] { two.accepted().destroy(); };
  two.accepted().then_on_bytes = [&] { one.accepted().destroy(); };
  one.dialed().send(100);
  two.dialed().send(100);
  REQUIRE(w.until([&] { return one.dialed().ended() || two.dialed().ended(); }));
  w.settle();
  CHECK(one.accepted().reads + two.accepted().reads == 1);
  CHECK_FALSE(one.accepted().broke_rules);
  CHECK_FALSE(two.accepted().broke_rules);
}

TEST_CASE("closing before start leaves silence", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  const auto listener = w.listen(accepting);
  dialer dialing;
  w.dial(dialing, listener->address());
  REQUIRE(w.until([&] { return dialing.done() && accepting.accepted.size() == 1; }));
  stream_end end;
  dialing.connection->close();
  end.start(std::move(dialing.connection));
  REQUIRE(w.until([&] { return accepting.accepted[0]->ended(); }));
  w.settle();
  CHECK_FALSE(end.ended());
  CHECK(end.reads == 0);
}

TEST_CASE("a peer's close arrives after its bytes", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  p.dialed().send(50'000);
  REQUIRE(p.dialed().sent == 50'000);
  p.dialed().close();
  REQUIRE(w.until([&] { return p.accepted().ended(); }));
  CHECK(p.accepted().received == 50'000);
  CHECK(p.accepted().intact);
  CHECK(p.accepted().ended_ok());
}

TEST_CASE("writing to a peer that has gone ends as link_lost", "[transport]") {
  const auto kind = each_transport();
  const bool paused = GENERATE(false, true);
  CAPTURE(kind, paused);
  world w{kind};
  connected_pair p{w};
  stream_end& left = p.dialed();
  left.pause(paused);
  p.accepted().destroy();
  w.settle();
  CHECK_FALSE(left.lost());
  const std::array<byte_span, 1> piece{as_bytes("anyone there?")};
  REQUIRE(w.until([&] {
    if (!left.lost()) (void)left.write(piece);
    return left.lost();
  }));
  CHECK(left.write(piece) == 0);
  CHECK_THAT(left.ends.back().message(),
             Catch::Contains("lost: ") && Catch::Contains(left.get()->remote_address()));
  w.settle();
  CHECK(left.lost());
  CHECK_FALSE(left.broke_rules);
}

TEST_CASE("a peer that leaves with bytes unread breaks the connection", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  p.accepted().pause(true);
  p.dialed().send(1000);
  w.settle();
  p.accepted().destroy();
  REQUIRE(w.until([&] { return p.dialed().ended(); }));
  CHECK(p.dialed().lost());
}

TEST_CASE("a writer that waits learns that the peer has gone", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  p.accepted().pause(true);
  p.dialed().send(endless);
  w.settle();
  p.accepted().destroy();
  REQUIRE(w.until([&] { return p.dialed().lost(); }));
  CHECK_FALSE(p.dialed().broke_rules);
}

TEST_CASE("gather lists of any length go out in order", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  std::vector<std::byte> all(500 * 300);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = pattern_at(i);
  std::vector<byte_span> pieces;
  for (std::size_t at = 0; at < all.size(); at += 300) {
    pieces.push_back(byte_span{all}.subspan(at, 300));
    pieces.emplace_back();
  }
  std::size_t written = 0;
  int calls = 0;
  const auto write_on = [&] {
    std::vector<byte_span> rest;
    std::size_t skip = written;
    for (byte_span piece : pieces) {
      const std::size_t skipped = std::min(skip, piece.size());
      skip -= skipped;
      rest.push_back(piece.subspan(skipped));
    }
    written += p.dialed().write(rest);
    ++calls;
  };
  p.dialed().then_on_writable = [&] {
    if (written < all.size()) write_on();
  };
  write_on();
  CHECK(written > 0);
  CHECK(written <= 64 * 300);
  REQUIRE(w.until([&] { return p.accepted().received == all.size(); }));
  CHECK(p.accepted().intact);
  CHECK(calls == p.dialed().writables + 1);
}

TEST_CASE("one write takes at most 128 KiB", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  connected_pair p{w};
  const std::vector<std::byte> large(4 * MiB);
  const std::array<byte_span, 1> piece{large};
  CHECK(p.dialed().write(piece) <= 128 * limits::KiB);
  REQUIRE(w.until([&] { return p.dialed().writables == 1; }));
}

TEST_CASE("a dial that nobody awaits is refused, and says by whom", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  const std::string address = kind.nobody_listens();
  dialer dialing;
  w.dial(dialing, address);
  REQUIRE(w.until([&] { return dialing.done(); }));
  CHECK(*dialing.outcome == code::unreachable);
  CHECK(dialing.outcome->message() == "connection refused by " + address);
  CHECK_FALSE(dialing.broke_rules);
}

TEST_CASE("an address that cannot be is refused as such", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  dialer dialing;
  w.dial(dialing, kind.malformed);
  REQUIRE(w.until([&] { return dialing.done(); }));
  CHECK(*dialing.outcome == code::invalid_argument);
  acceptor accepting;
  const auto listener = w.transport().listen(w.listening_loop(), kind.malformed, accepting);
  REQUIRE(listener.has_error());
  CHECK(listener.error() == code::invalid_argument);
}

TEST_CASE("two cannot listen at one address", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  auto first = w.listen(accepting);
  const std::string address = first->address();
  const auto second = w.transport().listen(w.listening_loop(), address, accepting);
  REQUIRE(second.has_error());
  CHECK(second.error() == code::address_in_use);
  CHECK_THAT(second.error().message(), Catch::Contains(address));
  first.reset();
  CHECK(w.transport().listen(w.listening_loop(), address, accepting).has_value());
}

TEST_CASE("a listener that is gone accepts no more", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  auto listener = w.listen(accepting);
  const std::string address = listener->address();
  listener.reset();
  dialer dialing;
  w.dial(dialing, address);
  REQUIRE(w.until([&] { return dialing.done(); }));
  CHECK(*dialing.outcome == code::unreachable);
  CHECK(accepting.accepted.empty());
}

TEST_CASE("a listener may go in on_accepted", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  auto listener = w.listen(accepting);
  accepting.then_on_accepted = [&] { listener.reset(); };
  dialer one;
  dialer two;
  w.dial(one, listener->address());
  w.dial(two, listener->address());
  REQUIRE(w.until([&] { return one.done() && two.done() && !accepting.accepted.empty(); }));
  w.settle();
  CHECK(accepting.accepted.size() == 1);
}

TEST_CASE("a dial attempt may go in on_dialed", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  const auto listener = w.listen(accepting);
  const std::string address = GENERATE(true, false) ? listener->address() : kind.nobody_listens();
  dialer dialing;
  dialing.then_on_dialed = [&] {
    dialing.attempt.reset();
    dialing.connection.reset();
  };
  w.dial(dialing, address);
  REQUIRE(w.until([&] { return dialing.done(); }));
}

TEST_CASE("no event follows a dial attempt that was destroyed", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind};
  acceptor accepting;
  const auto listener = w.listen(accepting);
  const std::string address = GENERATE(0, 1, 2) == 0 ? kind.nobody_listens() : listener->address();
  for (int turns = 0; turns < 4; ++turns) {
    dialer dialing;
    w.dial(dialing, address);
    for (int i = 0; i < turns && !dialing.done(); ++i) w.run_one();
    const bool done = dialing.done();
    dialing.attempt.reset();
    w.settle();
    CHECK(dialing.done() == done);
  }
  // Whom the listener was told of nevertheless is gone.
  CHECK(w.until([&] {
    return std::all_of(accepting.accepted.begin(), accepting.accepted.end(),
                       [](const auto& each) { return each->ended(); });
  }));
}

TEST_CASE("many connections at a time", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  constexpr std::size_t count = 200;
  constexpr std::uint64_t bytes = 20'000;
  world w{kind};
  acceptor accepting;
  accepting.prepare = [](stream_end& each) { each.echo(); };
  const auto listener = w.listen(accepting);
  std::vector<dialer> dialing(count);
  std::vector<stream_end> ends(count);
  for (std::size_t i = 0; i < count; ++i) {
    dialing[i].then_on_dialed = [&, i] {
      if (!dialing[i].connection) return;
      ends[i].start(std::move(dialing[i].connection));
      ends[i].send(bytes, true);
    };
    w.dial(dialing[i], listener->address());
  }
  REQUIRE(w.until([&] {
    return std::all_of(ends.begin(), ends.end(), [](const auto& each) { return each.ended(); });
  }));
  for (const stream_end& each : ends) {
    CHECK(each.ended_ok());
    CHECK(each.received == bytes);
    CHECK(each.intact);
  }
}

TEST_CASE("a thousand connections leave nothing behind", "[transport]") {
  const auto kind = each_transport();
  CAPTURE(kind);
  world w{kind}; // its end checks that no handler is left
  acceptor accepting;
  const auto listener = w.listen(accepting);
  std::size_t before = 0;
  for (int i = 0; i < 1000; ++i) {
    if (i == 10) before = open_descriptors(); // the loops have theirs by now
    dialer dialing;
    w.dial(dialing, listener->address());
    REQUIRE(w.until([&] { return dialing.done() && accepting.accepted.size() == 1; }));
    stream_end end;
    end.start(std::move(dialing.connection));
    end.send(static_cast<std::uint64_t>(i % 3) * 1000);
    if (i % 2 == 0) accepting.accepted[0]->close();
    if (i % 5 == 0)
      w.until([&] { return end.ended() || accepting.accepted[0]->reads > 0; },
              std::chrono::milliseconds(5));
    accepting.accepted.clear();
  }
  CHECK(open_descriptors() == before);
}
