#include "../support/link_pair.hpp"
#include "../support/raw_frames.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

std::string goodbye_payload(code why, std::uint64_t processed, std::string_view text = {}) {
  return coded(why, wire_of(processed)).append(text);
}

} // namespace

TEST_CASE("goodbye: what runs is finished, both ends agree, nothing is lost") {
  link_pair p;
  p.ask("before");
  p.post("post");
  auto stream = p.open();
  p.run();
  p.b.events();
  p.b.link.goodbye(code::draining, "the node stops", p.now);
  CHECK(p.b.link.leaving());
  p.run();
  // In leaving, what can be acknowledged is, at once.
  CHECK(p.a.events() == lines{"leaving draining 'the node stops'", "acknowledged"});
  CHECK(p.a.link.leaving());
  CHECK(p.a.link.request(link_pair::to_message(1), {}, p.now + 1s, 0, p.now).error().code() ==
        code::draining);
  CHECK_FALSE(p.a.link.post_room(0));
  CHECK(p.a.link.open_stream(link_pair::to_message(1), {}, never, 0, p.now).error().code() ==
        code::draining);
  p.pass(1s);
  CHECK_FALSE(p.b.link.ended());
  CHECK(p.send(stream, "still flows"));
  p.run();
  CHECK(p.b.saw("item 1 'still flows' cost 75"));
  p.b.link.respond(p.b.asked[0], as_bytes("answer"));
  p.b.link.end_stream(stream, code::ok, "");
  p.pass(20ms);
  CHECK(p.a.saw("done 1 ok 'answer'"));
  CHECK(p.a.saw("ended 1 ok ''"));
  CHECK((p.a.link.ended() || p.b.link.ended()));
  p.cut();
  CHECK(p.a.saw("link draining"));
  CHECK(p.b.saw("link draining"));
  CHECK(p.a.link.posts().taken_over == 1);
}

TEST_CASE("an idle goodbye ends at once, on both sides") {
  link_pair p;
  p.a.link.goodbye(code::removed, "not a member", p.now);
  p.run();
  CHECK(p.b.count("leaving removed") == 1);
  CHECK((p.a.saw("link removed") || p.b.saw("link removed")));
  CHECK(p.now == start);
}

TEST_CASE("goodbyes that cross") {
  link_pair p;
  p.a.link.goodbye(code::draining, "a", p.now);
  p.b.link.goodbye(code::draining, "b", p.now);
  p.run();
  CHECK(p.a.count("leaving draining 'b'") == 1);
  CHECK(p.b.count("leaving draining 'a'") == 1);
  CHECK((p.a.link.ended() || p.b.link.ended()));
}

TEST_CASE("what does not finish ends with the grace time") {
  link_pair p;
  p.ask("never answered", 1h);
  p.run();
  p.b.link.goodbye(code::draining, "", p.now);
  p.pass(4999ms);
  CHECK_FALSE(p.a.link.ended());
  CHECK_FALSE(p.b.link.ended());
  p.pass(1ms);
  CHECK(p.b.saw("link draining"));
  p.cut();
  CHECK(p.a.saw("done 1 link_lost"));
  CHECK(p.a.saw("link draining"));
}

TEST_CASE("the side that leaves sets the grace time, whoever said goodbye first") {
  link_pair p;
  p.ask("takes long", 1h);
  p.run();
  SECTION("a longer one") { p.b.link.goodbye(code::draining, "", p.now, 1min); }
  SECTION("after the other side, whose own is longer") {
    p.a.link.goodbye(code::draining, "", p.now, 1h);
    p.run();
    p.b.link.goodbye(code::draining, "", p.now, 1min);
  }
  p.pass(59s);
  CHECK_FALSE(p.a.link.ended());
  CHECK_FALSE(p.b.link.ended());
  p.pass(1s);
  CHECK(p.b.link.ended());
}

TEST_CASE("what is under way to a peer that is removed ends as removed, here") {
  link_pair p;
  p.ask("written", 1h);
  p.open();
  p.run();
  p.ask("not written", 1h);
  p.a.link.abort(code::removed, "n2 is no longer a member", p.now);
  p.run();
  CHECK(p.a.saw("done 1 removed"));
  CHECK(p.a.saw("done 2 removed"));
  CHECK(p.a.count("ended 1 removed") == 1);
}

TEST_CASE("B27 requests that cross a goodbye are surely not executed") {
  link_pair p;
  p.b.answers = true;
  p.to_b.held = true;
  p.b.link.goodbye(code::draining, "", p.now);
  p.write(p.b, p.to_a);
  p.ask("crossing");
  auto stream = p.open();
  p.send(stream, "item");
  p.write(p.a, p.to_b);
  p.to_b.held = false;
  p.run();
  CHECK(p.b.asked.empty());
  CHECK(p.b.opened.empty());
  CHECK(p.a.saw("done 1 unreachable"));
  CHECK(p.a.count("ended 1 unreachable") == 1);
  CHECK_FALSE(p.a.saw("link flood"));
}

TEST_CASE("an abort tells how much was taken: later requests are unreachable, earlier ones lost") {
  link_pair p;
  p.ask("1");
  p.ask("2");
  auto s1 = p.open();
  p.run();
  p.to_b.held = true;
  p.ask("3");
  p.ask("4");
  auto s2 = p.open();
  p.write(p.a, p.to_b);
  p.b.link.abort(code::internal, "broken", p.now);
  p.b.take_events(p.now);
  CHECK(p.b.saw("link internal"));
  CHECK(p.b.link.ended());
  p.run();
  CHECK(p.a.events() ==
        lines{"leaving internal 'broken'", "done 3 unreachable", "done 4 unreachable",
              "ended 3 unreachable '" + std::string{sentence_of(code::unreachable)} + "'"});
  p.a.link.connection_lost({}, p.now);
  p.a.take_events(p.now);
  CHECK(p.a.events() ==
        lines{"done 1 link_lost", "done 2 link_lost",
              "ended 1 link_lost '" + std::string{sentence_of(code::link_lost)} + "'",
              "link internal"});
  CHECK(s1 != s2);
}

TEST_CASE("requests of all lanes are counted as the peer counts them") {
  link_pair p;
  message_head urgent = link_pair::to_message(3, 9);
  urgent.urgent = true;
  // Taken in the order: urgent, two small ones, the large one.
  p.ask_with(link_pair::to_message(1, 1), std::string(300'000, 'x'));
  p.ask("small");
  p.ask_with(urgent, "urgent");
  p.ask("small");
  p.run();
  CHECK(p.b.asked.size() == 4);
  p.to_b.held = true;
  p.ask("not taken");
  p.ask_with(link_pair::to_message(1, 1), std::string(300'000, 'x'));
  p.ask_with(urgent, "urgent");
  p.write(p.a, p.to_b);
  p.b.link.abort(code::internal, "", p.now);
  p.run();
  CHECK(p.a.count("done") == 3);
  for (int i : {5, 6, 7}) CHECK(p.a.saw("done " + std::to_string(i) + " unreachable"));
}

TEST_CASE("a peer that breaks a rule hears why") {
  link_pair p;
  p.ask("open");
  p.run();
  p.inject(as_bytes(raw(frame_kind::hello, 0)));
  CHECK(p.b.saw("link protocol_error"));
  p.run();
  CHECK(p.a.saw("leaving protocol_error 'a second handshake'"));
  p.a.link.connection_lost({}, p.now);
  p.a.take_events(p.now);
  CHECK(p.a.saw("done 1 link_lost"));
  CHECK(p.a.log.back() == "link protocol_error");
}

TEST_CASE("E86 A8 A10 A13 frames that no honest peer sends") {
  struct row {
    const char* name;
    std::string bytes;
    code expected = code::protocol_error;
  };
  auto r = GENERATE(
    row{"E86 proof", raw(frame_kind::proof, 0)},
    row{"E86 application", raw(frame_kind::application, 1)},
    row{"E86 verdict", raw(frame_kind::verdict, 0)}, row{"A8 ping", raw(frame_kind::ping, 1, "x")},
    row{"A8 pong", raw(frame_kind::pong, 1, "x")},
    row{"A8 cancel", raw(frame_kind::cancel, 1, "x")}, row{"A10 kind 0", std::string(8, '\0')},
    row{"A10 kind 22", raw(static_cast<frame_kind>(22), 1)},
    row{"A10 kind 23", raw(static_cast<frame_kind>(23), 1)},
    row{"A11 flag", raw(frame_kind::ping, 1, "", frame_flag::more)},
    row{"A13 goodbye with a number", raw(frame_kind::goodbye, 1, goodbye_payload(code::ok, 0))},
    row{"a short goodbye", raw(frame_kind::goodbye, 0, "12345678")},
    row{"A6 too large", raw_header(frame_kind::request, 1, limits::frame_bytes + 1),
        code::too_large},
    row{"A6 far too large", raw_header(static_cast<frame_kind>(30), 1, frame_bytes_max),
        code::too_large});
  link_pair p;
  INFO(r.name);
  p.inject(as_bytes(r.bytes));
  CHECK(p.b.events() == lines{"link " + std::string{name_of(r.expected)}});
  p.run();
  CHECK(p.a.count("leaving " + std::string{name_of(r.expected)}) == 1);
}

TEST_CASE("A9 unknown kinds of later versions are skipped, a token each") {
  link_pair p;
  for (int i = 0; i < 1000; ++i)
    p.inject(as_bytes(raw(static_cast<frame_kind>(24 + i % 8), 1, "later", frame_flag::more)));
  CHECK_FALSE(p.b.link.ended());
  CHECK(p.b.link.counters().ignored_frames == 1000);
  p.inject(as_bytes(raw(static_cast<frame_kind>(24), 1)));
  CHECK(p.b.saw("link flood"));
}

TEST_CASE("A9 unknown kinds of later versions are skipped whatever their flags and bytes") {
  link_pair p;
  // Each could be a post, or the opening of a transfer, if its kind were looked at less closely.
  for (std::uint8_t kind = first_ignorable_kind; kind < 32; ++kind)
    for (unsigned flags = 0; flags < 256; flags += 32)
      for (const auto& payload : {addressed_body(), std::string(2, '\0') + addressed_body(),
                                  transfer_payload(1, 100, addressed_body())})
        p.inject(as_bytes(
          raw(static_cast<frame_kind>(kind), 1, payload, static_cast<std::uint8_t>(flags))));
  CHECK(p.b.events().empty());
  CHECK(p.b.link.counters().ignored_frames == 8 * 8 * 3);
}

TEST_CASE("B98 after the end nothing of the peer is read") {
  link_pair p;
  p.b.link.abort(code::internal, "", p.now);
  p.inject(as_bytes(raw(frame_kind::request, 1, addressed_body())));
  CHECK(p.b.events() == lines{"link internal"});
}

TEST_CASE("D55 a flood of pings gives one pong, then the end") {
  link_pair p;
  for (std::uint32_t i = 1; i <= 500; ++i) p.inject(as_bytes(raw(frame_kind::ping, i)));
  p.write(p.b, p.to_a);
  CHECK(p.to_a.bytes.size() == header_bytes);
  CHECK(load_le<std::uint32_t>(p.to_a.bytes.data() + 4) == 500);
  for (std::uint32_t i = 1; i <= 600; ++i) p.inject(as_bytes(raw(frame_kind::ping, i)));
  CHECK(p.b.saw("link flood"));
}

TEST_CASE("F89 F90 silence ends the link after four seconds, bytes keep it") {
  link_pair p;
  p.pass(1h);
  CHECK_FALSE(p.a.link.ended());
  CHECK(p.a.link.counters().pings_sent > 0);
  CHECK(p.a.link.last_round_trip() == duration::zero());
  p.ask("open", 1h);
  p.run();
  p.to_a.held = true;
  auto silent_since = p.now;
  p.pass(4s);
  CHECK(p.a.saw("done 1 link_lost"));
  CHECK(p.a.saw("link link_lost"));
  CHECK(p.now == silent_since + 4s);
}

TEST_CASE("an idle link pings as often as its own side is told to") {
  auto pings_in_ten_seconds = [](duration ping_after) {
    auto terms = terms_of_dialer();
    terms.ours.ping_after = ping_after;
    terms.theirs.fail_after = 2h; // the other side does not ask meanwhile
    terms.theirs.ping_after = 1h;
    link_pair p{terms};
    p.pass(10s);
    return p.a.link.counters().pings_sent;
  };
  CHECK(pings_in_ten_seconds(duration::zero()) == 10);
  CHECK(pings_in_ten_seconds(2s) == 5);
  CHECK(pings_in_ten_seconds(100ms) == 100);
}

TEST_CASE("a half-open peer's trickle of bytes is life for a while") {
  link_pair p;
  auto bytes = raw(frame_kind::post, 1, addressed_body(std::string(100, 'x')));
  for (std::size_t i = 0; i < 5; ++i) { // longer than silence may be
    p.now += 900ms;
    p.b.link.tick(p.now);
    p.inject(as_bytes(std::string_view{bytes}.substr(i, 1)));
  }
  CHECK_FALSE(p.b.link.ended());
}

TEST_CASE("G100 a link survives a stall of its own loop, once") {
  link_pair p;
  p.now += 30s;
  p.a.link.tick(p.now);
  p.b.link.tick(p.now);
  p.run();
  CHECK_FALSE(p.a.link.ended());
  CHECK_FALSE(p.b.link.ended());
  p.to_a.held = true;
  p.now += 30s;
  p.a.link.tick(p.now);
  p.now += 4s;
  p.a.link.tick(p.now);
  p.a.take_events(p.now);
  CHECK(p.a.saw("link link_lost"));
}

TEST_CASE("a ping on demand measures the round trip") {
  link_pair p;
  p.a.link.ping(p.now);
  p.write(p.a, p.to_b);
  p.now += 3ms;
  p.run();
  CHECK(p.a.link.last_round_trip() == 3ms);
}

TEST_CASE("a frame whose length was damaged ends the link, though bytes go on coming") {
  link_pair p;
  auto header = raw_header(frame_kind::request, 1, 60'000);
  auto ping = raw(frame_kind::ping, 1);
  header += std::string(GENERATE(0u, 50'000u), 'x'); // what was taken for its payload at first
  p.b.link.feed(as_bytes(header), p.now);
  auto began = p.now;
  while (p.b.count("link") == 0 && p.now < began + 1min) {
    p.b.take_events(p.now);
    p.b.link.retain_input();
    p.now += 1s;
    p.b.link.tick(p.now);
    p.b.link.feed(as_bytes(ping), p.now);
  }
  p.b.take_events(p.now);
  CHECK(p.b.count("link") == 1);
  CHECK(p.now > began + 4s);
  CHECK(p.now < began + 10s);
}

TEST_CASE("a frame that comes slowly is no damaged one") {
  link_pair p;
  auto frame = raw(frame_kind::post, 1, addressed_body(std::string(20'000, 'x')));
  for (std::size_t at = 0; at < frame.size(); at += 300) {
    auto piece = frame.substr(at, 300);
    p.b.link.feed(as_bytes(piece), p.now);
    p.b.take_events(p.now);
    p.b.link.retain_input();
    p.now += 1s;
    p.b.link.tick(p.now);
  }
  p.b.take_events(p.now);
  CHECK(p.b.count("link") == 0);
  CHECK(p.b.count("post") == 1);
}

TEST_CASE("every method is harmless after the end, and twice") {
  link_pair p;
  auto id = p.ask("x");
  auto stream = p.open();
  p.run();
  p.a.link.abort(code::internal, "", p.now);
  p.a.link.abort(code::internal, "", p.now);
  p.a.link.goodbye(code::ok, "", p.now);
  p.a.link.connection_lost({}, p.now);
  p.a.link.cancel(id);
  CHECK_FALSE(p.send(stream, "x"));
  p.a.link.half_close_stream(stream);
  p.a.link.end_stream(stream, code::ok, "");
  p.a.link.ping(p.now);
  p.a.link.tick(p.now + 1h);
  p.a.link.feed(as_bytes("garbage"), p.now);
  CHECK(p.a.link.post(link_pair::to_message(1), {}, p.now).code() == code::link_lost);
  p.a.take_events(p.now);
  CHECK(p.a.count("done") == 1);
  CHECK(p.a.count("ended") == 0); // its owner has ended it
  CHECK(p.a.count("link") == 1);
  CHECK(p.a.link.next_deadline() == never);
}

TEST_CASE("who ends a stream on a link that is over is told nothing of its end any more") {
  link_pair p;
  p.open();
  p.open();
  p.open();
  p.run();
  REQUIRE(p.b.opened.size() == 3);
  p.b.link.connection_lost({code::link_lost, "cut"}, p.now);
  auto first = p.b.link.next(p.now);
  REQUIRE(first != nullptr);
  p.b.take(*first, p.now);
  for (std::size_t i = 1; i < 3; ++i) p.b.link.end_stream(p.b.opened[i], code::overrun, "");
  p.b.take_events(p.now);
  CHECK(p.b.count("ended ") == 1);
  CHECK(p.b.count("link ") == 1);
}
