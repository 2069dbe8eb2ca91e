#include "../support/link_pair.hpp"
#include "../support/raw_frames.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

link_terms small_windows(std::uint32_t stream, std::uint32_t link) {
  link_terms t = terms_of_dialer();
  t.ours.stream_window = t.theirs.stream_window = stream;
  t.ours.link_window = t.theirs.link_window = link;
  return t;
}

} // namespace

TEST_CASE("items flow in both directions from the first") {
  link_pair p;
  auto id = p.open("watch");
  REQUIRE(p.send(id, "a1"));
  p.run();
  REQUIRE(p.b.opened == std::vector{id});
  p.b.link.set_stream_context(id, 77);
  REQUIRE(p.b.link.send_item(id, as_bytes("b1")).ok());
  REQUIRE(p.send(id, "a2"));
  p.run();
  CHECK(p.b.events() ==
        lines{"opened 1 'watch' until never", "item 1 'a1' cost 66", "item 1 'a2' cost 66"});
  CHECK(p.a.events() == lines{"item 1 'b1' cost 66"});
}

TEST_CASE("both sides open streams, with ids of their own") {
  link_pair p;
  CHECK(p.open() == stream_id{1});
  CHECK(p.open() == stream_id{3});
  CHECK(p.b.link.open_stream(link_pair::to_message(1), {}, never, 0, p.now).value() ==
        stream_id{2});
  p.run();
  CHECK(p.a.link.open_streams() == 3);
  CHECK(p.b.link.open_streams() == 3);
}

TEST_CASE("half-close ends one direction, end the stream, each told once") {
  link_pair p;
  auto id = p.open();
  p.send(id, "last");
  p.a.link.half_close_stream(id);
  CHECK_FALSE(p.send(id, "more"));
  p.run();
  CHECK(p.b.events() == lines{"opened 1 '' until never", "item 1 'last' cost 68", "half-closed 1"});
  REQUIRE(p.b.link.send_item(id, as_bytes("reply")).ok());
  p.b.link.end_stream(id, code::ok, "done");
  p.run();
  CHECK(p.a.events() == lines{"item 1 'reply' cost 69", "ended 1 ok 'done'"});
  p.pass(20ms);
  CHECK(p.b.events().empty());
  CHECK(p.a.link.open_streams() == 0);
  CHECK(p.b.link.open_streams() == 0);
}

TEST_CASE("ends that cross: each side has one verdict") {
  link_pair p;
  auto id = p.open();
  p.run();
  p.b.events();
  p.a.link.end_stream(id, code::cancelled, "a");
  p.b.link.end_stream(id, code::internal, "b");
  p.pass(20ms);
  CHECK(p.a.events().empty());
  CHECK(p.b.events().empty());
  CHECK(p.a.link.open_streams() == 0);
  CHECK(p.b.link.open_streams() == 0);
  CHECK(p.a.link.counters().ignored_frames == 0);
}

TEST_CASE("B29 items under way to a stream that ends are credited, and cost no token") {
  link_pair p{small_windows(1'000'000, 1'000'000)};
  auto id = p.open();
  p.run();
  for (int i = 0; i < 3000; ++i) REQUIRE(p.send(id, "x"));
  auto pieces = p.write(p.a, p.to_b);
  CHECK(pieces > 0);
  p.b.link.end_stream(id, code::cancelled, "enough");
  p.pass(50ms);
  CHECK(p.a.saw("ended 1 cancelled 'enough'"));
  CHECK(p.b.count("item") == 0);
  CHECK_FALSE(p.b.link.ended());
  CHECK(p.a.link.open_streams() == 0);
  auto next = p.open();
  CHECK(p.a.link.stream_credit(next) == 1'000'000);
}

TEST_CASE("a stream that ends badly drops what is not written, one that ends well does not") {
  link_pair p;
  auto good = p.open(), bad = p.open();
  p.send(good, "written");
  p.send(bad, "dropped");
  p.a.link.end_stream(good, code::ok, "");
  p.a.link.end_stream(bad, code::cancelled, "");
  p.run();
  CHECK(p.b.events() ==
        lines{"opened 1 '' until never", "opened 3 '' until never", "item 1 'written' cost 71",
              "ended 1 ok ''", "ended 3 cancelled ''"});
}

TEST_CASE("credit: the window closes, and opens when items are consumed") {
  link_pair p{small_windows(1000, 100'000)};
  p.b.consumes = false;
  auto id = p.open();
  CHECK(p.a.link.stream_credit(id) == 1000);
  int sent = 0;
  while (p.send(id, std::string(36, 'x'))) ++sent;
  CHECK(sent == 10);
  CHECK(p.a.link.stream_credit(id) == 0);
  p.pass(1s);
  CHECK(p.a.events().empty());
  p.b.link.stream_consumed(id, 100);
  p.pass(10ms);
  CHECK(p.a.events() == lines{"writable 1"});
  CHECK(p.send(id, std::string(36, 'x')));
  CHECK_FALSE(p.send(id, ""));
}

TEST_CASE("credit is given back at once when much is owed, else after 10 ms") {
  link_pair p{small_windows(10'000, 100'000)};
  auto id = p.open();
  p.send(id, "x");
  p.run();
  CHECK(p.a.link.stream_credit(id) == 10'000 - 65);
  p.pass(10ms);
  CHECK(p.a.link.stream_credit(id) == 10'000);
  for (int i = 0; i < 39; ++i) p.send(id, "x");
  p.run();
  CHECK(p.a.link.stream_credit(id) > 10'000 - 39 * 65);
}

TEST_CASE("an item larger than the window passes when nothing is outstanding") {
  link_pair p{small_windows(10'000, 50'000)};
  p.b.consumes = false;
  auto id = p.open();
  REQUIRE(p.send(id, std::string(1'000'000, 'x')));
  CHECK_FALSE(p.send(id, ""));
  p.run();
  CHECK(p.b.item_sizes == std::vector<std::size_t>{1'000'000});
  SECTION("meanwhile others have their guaranteed part alone") {
    auto other = p.open();
    CHECK(p.send(other, std::string(2048 - 64, 'y')));
    CHECK_FALSE(p.send(other, ""));
  }
  p.b.link.stream_consumed(id, 1'000'000 + 16 * 64);
  p.pass(10ms);
  CHECK(p.send(id, "y"));
  CHECK_FALSE(p.b.link.ended());
}

TEST_CASE("C49 C50 a stalled stream leaves every other its guaranteed part, and ends as stalled") {
  link_pair p{small_windows(100'000, 100'000)};
  p.b.consumes = false;
  auto stalled = p.open();
  while (p.send(stalled, std::string(10'000, 'x'))) {
  }
  while (p.send(stalled, std::string(2000, 'x'))) {
  }
  std::vector<stream_id> others;
  for (int i = 0; i < 100; ++i) others.push_back(p.open());
  for (auto id : others) CHECK(p.send(id, std::string(1900, 'y')));
  p.run();
  CHECK(p.b.count("item") == 9 + 4 + 100);
  auto before = p.now;
  p.pass(29s);
  CHECK(p.a.events().empty());
  p.pass(1s);
  CHECK(p.a.saw("ended 1 stalled 'A stream made no progress while credit was owed.'"));
  CHECK(p.b.saw("ended 1 stalled 'A stream made no progress while credit was owed.'"));
  CHECK(p.now == before + 30s);
  CHECK_FALSE(p.a.link.ended());
}

TEST_CASE("how long credit may be owed is up to the stream") {
  link_pair p{small_windows(100'000, 100'000)};
  p.b.consumes = false;
  auto impatient = p.open(), patient = p.open(), later = p.open();
  p.a.link.limit_stall(impatient, 2s);
  p.a.link.limit_stall(patient, duration::max());
  for (auto id : {impatient, patient, later})
    while (p.send(id, std::string(1'900, 'x'))) {
    }
  p.pass(2s);
  CHECK(p.a.saw("ended 1 stalled 'A stream made no progress while credit was owed.'"));
  p.a.link.limit_stall(later, 10s); // while it waits: from now
  p.pass(9s);
  CHECK(p.a.count("ended") == 1);
  p.pass(1s);
  CHECK(p.a.count("ended 5 stalled") == 1);
  p.pass(1h);
  CHECK(p.a.count("ended") == 2);
}

TEST_CASE("streams that wait for the link's window are served in turn") {
  link_pair p{small_windows(100'000, 100'000)};
  p.b.consumes = false;
  auto first = p.open();
  REQUIRE(p.send(first, std::string(90'000, 'x')));
  auto large = p.open(), small = p.open();
  CHECK_FALSE(p.send(large, std::string(50'000, 'x')));
  // It would fit, but the large one was there before.
  CHECK_FALSE(p.send(small, std::string(5'000, 'x')));
  p.run();
  p.b.link.stream_consumed(first, 90'000 + 2 * 64);
  p.pass(10ms);
  CHECK(p.a.events() == lines{"writable 3", "writable 5"});
}

TEST_CASE("consumption is owed after the end, too; a gone reader gives everything back") {
  link_pair p{small_windows(100'000, 100'000)};
  p.b.consumes = false;
  auto id = p.open();
  p.send(id, std::string(50'000, 'x'));
  p.a.link.end_stream(id, code::ok, "");
  p.pass(1s);
  auto next = p.open();
  CHECK(p.a.link.stream_credit(next) < 100'000);
  p.b.link.stream_consumed(id, 0xffffffff);
  p.pass(10ms);
  CHECK(p.a.link.stream_credit(next) == 100'000);
}

TEST_CASE("a stream's deadline ends it on both sides") {
  link_pair p;
  auto id = p.open("x", p.now + 300ms);
  p.run();
  CHECK(p.b.events() == lines{"opened 1 'x' until 300"});
  p.pass(300ms);
  auto text = std::string{sentence_of(code::deadline_exceeded)};
  CHECK(p.a.events() == lines{"ended 1 deadline_exceeded '" + text + "'"});
  CHECK(p.b.events() == lines{"ended 1 deadline_exceeded '" + text + "'"});
  CHECK_FALSE(p.send(id, "x"));
  CHECK(p.a.link.open_streams() == 0);
}

TEST_CASE("a link that breaks ends its streams as link lost, or as unreachable") {
  link_pair p;
  p.open();
  p.run();
  p.b.events();
  p.open("not written");
  p.cut();
  CHECK(p.a.count("ended 1 link_lost") == 1);
  CHECK(p.a.count("ended 3 unreachable") == 1);
  CHECK(p.a.log.back() == "link link_lost");
  CHECK(p.b.count("ended 1 link_lost") == 1);
}

TEST_CASE("the opening of a stream is never behind its items") {
  link_pair p;
  bool large = GENERATE(false, true);
  for (int i = 0; i < 40; ++i) p.post(std::string(5000, 'p'));
  auto id = p.open(std::string(large ? 200'000 : 10, 'o'));
  p.send(id, "item");
  p.a.link.end_stream(id, code::ok, "");
  p.run();
  std::vector<std::string> seen;
  for (const auto& line : p.b.events())
    if (!line.starts_with("post")) seen.push_back(line.substr(0, 5));
  CHECK(seen == lines{"opene", "item ", "ended"});
}

TEST_CASE("B26 streams of a peer are bounded; one above costs that stream") {
  link_terms terms = terms_of_dialer();
  terms.theirs.streams = 2;
  link_pair p{terms};
  p.open();
  auto second = p.open();
  CHECK(p.a.link.open_stream(link_pair::to_message(1), {}, never, 0, p.now).error().code() ==
        code::overloaded);
  p.a.link.end_stream(second, code::ok, "");
  p.pass(20ms);
  // Its place is free again, on both sides.
  CHECK(p.open() == stream_id{5});
  p.run();
  CHECK(p.b.opened.size() == 3);
  p.inject(as_bytes(raw(frame_kind::open, 7, addressed_body())));
  p.run();
  CHECK_FALSE(p.b.link.ended());
  CHECK(p.b.opened.size() == 3);
}

TEST_CASE("many streams come and go, and nothing is left") {
  link_pair p;
  p.b.consumes = true;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < 20; ++i) {
      auto id = p.open();
      p.send(id, "x");
      p.a.link.end_stream(id, i % 2 ? code::ok : code::cancelled, "");
    }
    p.pass(20ms);
  }
  CHECK(p.a.link.open_streams() == 0);
  CHECK(p.b.link.open_streams() == 0);
  CHECK(p.b.opened.size() == 4000);
  CHECK(p.a.link.stream_credit(p.open()) == limits::stream_window);
}

TEST_CASE("a stream that was woken and sends nothing does not stall") {
  link_pair p{small_windows(10'000, 20'000)};
  p.b.consumes = false;
  auto first = p.open(), second = p.open(), third = p.open();
  p.run();
  CHECK(p.send(first, std::string(9000, 'x')));
  CHECK(p.send(second, std::string(9000, 'x')));
  CHECK(p.send(third, std::string(1000, 'x')));
  CHECK_FALSE(p.send(third, std::string(8000, 'x'))); // the link's window is full
  p.run();
  p.a.events();
  p.b.link.stream_consumed(first, 9064);
  p.pass(1s);
  CHECK(p.a.count("writable") == 1);
  p.pass(60s);
  CHECK(p.a.count("ended") == 0);
  CHECK(p.send(third, std::string(8000, 'x')));
}

TEST_CASE("ends of a stream that come twice cost a token and nothing else") {
  link_pair p;
  auto say = [&](frame_kind kind, std::string_view payload = {}) {
    p.inject(as_bytes(raw(kind, 5, payload)));
  };
  p.inject(as_bytes(raw(frame_kind::open, 5, addressed_body())));
  for (int i = 0; i < 3; ++i) say(frame_kind::half_close);
  CHECK(p.b.count("half-closed 5") == 1);
  for (int i = 0; i < 3; ++i) say(frame_kind::end, coded(code::ok));
  say(frame_kind::half_close);
  CHECK(p.b.count("ended 5") == 1);
  CHECK_FALSE(p.b.link.ended());
  for (int i = 0; i < 1'000; ++i) say(frame_kind::end, coded(code::ok));
  CHECK(p.b.saw("link flood"));
}

TEST_CASE("streams of a peer that breaks the rules") {
  link_pair p{small_windows(10'000, 20'000)};
  p.b.consumes = false;
  p.to_a.held = true; // `a` knows nothing of what is said in its name
  auto say = [&](frame_kind kind, std::uint32_t id, std::string_view payload = {},
                 std::uint8_t flags = 0) { p.inject(as_bytes(raw(kind, id, payload, flags))); };
  auto expected = code::protocol_error;
  say(frame_kind::open, 5, addressed_body());
  SECTION("B20 B21 an id that was opened") { say(frame_kind::open, 5, addressed_body()); }
  SECTION("B23 a lower id that was opened") {
    say(frame_kind::open, 3, addressed_body());
    CHECK_FALSE(p.b.link.ended());
    say(frame_kind::open, 3, addressed_body());
  }
  SECTION("an id that leaves too many open below it") {
    say(frame_kind::open, 7 + 2 * limits::streams, addressed_body());
  }
  SECTION("an item for an id that was left open") { say(frame_kind::item, 3, "x"); }
  SECTION("B24 id 0") { say(frame_kind::open, 0, addressed_body()); }
  SECTION("an id of the other side") { say(frame_kind::open, 6, addressed_body()); }
  SECTION("an opening without endpoint") { say(frame_kind::open, 7, "123"); }
  SECTION("B28 an item above the highest id") { say(frame_kind::item, 7, "x"); }
  SECTION("A13 an item for id 0") { say(frame_kind::item, 0, "x"); }
  SECTION("an item for a stream that we never opened") { say(frame_kind::item, 2, "x"); }
  SECTION("A8 credit of 3 bytes") { say(frame_kind::credit, 5, "123"); }
  SECTION("A8 credit of 5 bytes") { say(frame_kind::credit, 5, "12345"); }
  SECTION("credit of nothing") { say(frame_kind::credit, 5, wire_of<std::uint32_t>(0)); }
  SECTION("C47 credit for more than is outstanding") {
    say(frame_kind::credit, 5, wire_of<std::uint32_t>(1));
  }
  SECTION("A8 a half-close with a payload") { say(frame_kind::half_close, 5, "x"); }
  SECTION("a half-close in an item") {
    say(frame_kind::item, 5, "x", frame_flag::more);
    say(frame_kind::half_close, 5);
  }
  SECTION("an end without code") { say(frame_kind::end, 5); }
  SECTION("an item behind the end") {
    say(frame_kind::item, 5, "not consumed");
    say(frame_kind::end, 5, coded(code::ok));
    say(frame_kind::item, 5, "x");
  }
  SECTION("B30 an item behind the half-close costs the stream, then the link") {
    say(frame_kind::half_close, 5);
    say(frame_kind::item, 5, "x");
    CHECK(p.b.count("ended 5 protocol_error") == 1);
    CHECK_FALSE(p.b.link.ended());
    say(frame_kind::open, 7, addressed_body());
    say(frame_kind::half_close, 7);
    say(frame_kind::item, 7, "x");
  }
  SECTION("C44 beyond the stream's window costs the stream, then the link") {
    expected = code::overrun;
    for (std::uint32_t id : {5u, 7u}) {
      if (id == 7) say(frame_kind::open, 7, addressed_body());
      say(frame_kind::item, id, std::string(5000, 'x'));
      say(frame_kind::item, id, std::string(5000 - 2 * 64, 'x'));
      CHECK(p.b.count("ended " + std::to_string(id)) == 0);
      CHECK_FALSE(p.b.link.ended());
      say(frame_kind::item, id, "");
      if (id == 5) {
        CHECK(p.b.count("ended 5 overrun") == 1);
        CHECK_FALSE(p.b.link.ended());
        p.b.link.stream_consumed(stream_id{5}, 0xffffffff);
        p.run();
      }
    }
  }
  SECTION("C45 beyond the link's window") {
    expected = code::overrun;
    for (std::uint32_t id = 7; id < 40 && !p.b.link.ended(); id += 2) {
      say(frame_kind::open, id, addressed_body());
      say(frame_kind::item, id, std::string(4000, 'x'));
    }
    CHECK(p.b.count("item") == 9);
  }
  CHECK(p.b.saw("link " + std::string{name_of(expected)}));
}

TEST_CASE("A4 parts without progress cost a token each") {
  link_pair p;
  p.b.consumes = false;
  p.inject(as_bytes(raw(frame_kind::open, 1, addressed_body())));
  for (int i = 0; i < 1001; ++i) p.inject(as_bytes(raw(frame_kind::item, 1, {}, frame_flag::more)));
  CHECK(p.b.saw("link flood"));
}

TEST_CASE("C48 crumbs of credit cost tokens") {
  link_pair p;
  auto id = p.b.link.open_stream(link_pair::to_message(1), {}, never, 0, p.now).value();
  REQUIRE(p.b.link.send_item(id, as_bytes(std::string(5000, 'x'))).ok());
  p.write(p.b, p.to_a);
  for (int i = 0; i < 1020; ++i)
    p.inject(as_bytes(raw(frame_kind::credit, 2, wire_of<std::uint32_t>(1))));
  CHECK_FALSE(p.b.link.ended());
  p.inject(as_bytes(raw(frame_kind::credit, 2, wire_of<std::uint32_t>(1))));
  CHECK(p.b.saw("link flood"));
}

TEST_CASE("an item above the limit for messages ends its stream") {
  link_terms terms = terms_of_dialer();
  terms.theirs.message_bytes = 100'000;
  link_pair p{terms};
  auto id = p.open();
  CHECK(p.a.link.send_item(id, as_bytes(std::string(100'001, 'x'))).code() == code::too_large);
  p.run();
  p.inject(as_bytes(raw(frame_kind::item, 1, std::string(60'000, 'x'), frame_flag::more)));
  p.inject(as_bytes(raw(frame_kind::item, 1, std::string(60'000, 'x'), frame_flag::more)));
  CHECK(p.b.count("ended 1 too_large") == 1);
  CHECK_FALSE(p.b.link.ended());
}

TEST_CASE("unknown streams: calls are harmless") {
  link_pair p;
  auto id = stream_id{99};
  CHECK(p.a.link.send_item(id, {}).code() == code::ended);
  p.a.link.half_close_stream(id);
  p.a.link.end_stream(id, code::ok, "");
  p.a.link.stream_consumed(id, 5);
  p.a.link.stream_consumed(id, 0xffffffff);
  p.a.link.set_stream_context(id, 5);
  CHECK(p.a.link.stream_credit(id) == 0);
  CHECK_FALSE(p.a.link.has_output());
}
