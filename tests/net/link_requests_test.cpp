#include "../support/link_pair.hpp"
#include "../support/raw_frames.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

TEST_CASE("a request is answered, with its context, once") {
  link_pair p;
  p.b.answers = true;
  p.ask("hello");
  p.run();
  CHECK(p.b.events() == lines{"request 7 'hello' until 5000"});
  CHECK(p.a.events() == lines{"done 1 ok 'hello'"});
  CHECK(p.a.link.open_requests() == 0);
  CHECK(p.b.link.running_requests() == 0);
}

TEST_CASE("answers may come later, in any order, from both sides") {
  link_pair p;
  for (auto* body : {"1", "2", "3"}) p.ask(body);
  p.run();
  CHECK(p.b.link.running_requests() == 3);
  p.b.link.respond(p.b.asked[2], as_bytes("c"));
  p.b.link.refuse(p.b.asked[0], code::not_found, "no such key");
  p.run();
  CHECK(p.a.events() == lines{"done 3 ok 'c'", "done 1 not_found"});
  p.b.link.respond(p.b.asked[1], {});
  p.run();
  CHECK(p.a.events() == lines{"done 2 ok ''"});
  CHECK(p.b.link.running_requests() == 0);
}

TEST_CASE("B42 the text of a failure is cut at 1 KiB") {
  link_pair p;
  p.ask("x");
  p.run();
  p.b.link.refuse(p.b.asked[0], code::internal, std::string(100'000, 'x'));
  p.run();
  CHECK(p.a.events() == lines{"done 1 internal"});
  CHECK(p.to_a.recorded.size() == header_bytes + 1 + limits::error_text_bytes);
}

TEST_CASE("the text of a failure is cut between letters") {
  link_pair p;
  p.ask("x");
  p.run();
  std::string text(limits::error_text_bytes - 1, 'x');
  p.b.link.refuse(p.b.asked[0], code::internal, text + "\xc3\xbc");
  p.run();
  CHECK(p.to_a.recorded.size() == header_bytes + 1 + text.size());
}

TEST_CASE("what has less than a millisecond left is refused here, and no byte is written") {
  link_pair p;
  p.run();
  auto written = p.to_b.recorded.size();
  message_head head{{1, 2}, 3, false};
  for (duration left : {duration{999us}, duration{0}, duration{-1s}}) {
    CHECK(p.a.link.request(head, as_bytes("x"), p.now + left, 1, p.now).error() ==
          code::deadline_exceeded);
    CHECK(p.a.link.open_stream(head, as_bytes("x"), p.now + left, 1, p.now).error() ==
          code::deadline_exceeded);
  }
  p.run();
  CHECK(p.to_b.recorded.size() == written);
  CHECK(p.a.link.open_requests() == 0);
  CHECK(p.a.link.request(head, as_bytes("x"), p.now + 1ms, 1, p.now).has_value());
}

TEST_CASE("a handler that says ok as its failure gets internal") {
  link_pair p;
  p.ask("x");
  p.run();
  p.b.link.refuse(p.b.asked[0], code::ok, "");
  p.run();
  CHECK(p.a.events() == lines{"done 1 internal"});
}

TEST_CASE("G104 the caller's own clock gives the verdict, the answer behind it is late") {
  link_pair p;
  p.ask("x", 200ms);
  p.run();
  SECTION("the receiver answers by itself when the time is over, and its handler hears of it") {
    p.pass(200ms);
    CHECK(p.a.events() == lines{"done 1 deadline_exceeded"});
    CHECK_FALSE(p.b.link.is_open(p.b.asked[0]));
    CHECK(p.b.asked_cancelled == std::vector{p.b.asked[0]});
    CHECK(p.b.link.running_requests() == 1); // it may wait in a mailbox
    p.b.link.let_go(p.b.asked[0]);
    CHECK(p.b.link.running_requests() == 0); // a handler has it, and may keep it for ever
    p.b.link.let_go(p.b.asked[0]);
    p.ask("y");
    p.run();
    p.b.link.respond(p.b.asked[0], as_bytes("too late"));
    CHECK(p.b.link.counters().answers_in_vain == 1);
    CHECK(p.b.link.running_requests() == 1);
    p.run();
    CHECK(p.a.events().empty());
    p.b.link.respond(p.b.asked[1], {});
    p.run();
    CHECK(p.a.events() == lines{"done 2 ok ''"});
  }
  SECTION("its answer was under way") {
    p.to_a.held = true;
    p.b.link.respond(p.b.asked[0], as_bytes("late"));
    p.pass(200ms);
    CHECK(p.a.events() == lines{"done 1 deadline_exceeded"});
    p.to_a.held = false;
    p.run();
    CHECK(p.a.events().empty());
    CHECK(p.a.link.counters().late_answers == 1);
  }
  SECTION("exactly at the deadline") {
    p.now += 200ms;
    p.b.link.respond(p.b.asked[0], as_bytes("late"));
    p.run();
    CHECK(p.a.events() == lines{"done 1 deadline_exceeded"});
  }
  CHECK(p.a.link.open_requests() == 0);
}

TEST_CASE("deadlines travel as time remaining, rounded down, and are lowered to the longest") {
  link_pair p;
  p.ask("a", 200ms);
  p.ask("b", 5s);
  p.ask("c", 1000h);
  p.run();
  CHECK(
    p.b.events() ==
    lines{"request 7 'a' until 200", "request 7 'b' until 5000", "request 7 'c' until 86376448"});
  CHECK(p.a.link.request(link_pair::to_message(1), {}, p.now, 0, p.now).error().code() ==
        code::deadline_exceeded);
}

TEST_CASE("G102 G103 deadlines of hostile callers") {
  link_pair p;
  p.inject(as_bytes(raw(frame_kind::request, 1, addressed_body(wire_of<std::uint16_t>(0xffff)),
                        frame_flag::deadline)));
  CHECK(p.b.events() == lines{"request 7 '' until 86400000"});
  p.inject(as_bytes(
    raw(frame_kind::request, 2, addressed_body(wire_of<std::uint16_t>(0)), frame_flag::deadline)));
  CHECK(p.b.events().empty());
  CHECK(p.b.link.counters().expired_on_arrival == 1);
}

TEST_CASE("a cancel reaches the handler; its answer is ignored") {
  link_pair p;
  auto id = p.ask("x");
  p.run();
  p.a.link.cancel(id);
  p.a.link.cancel(id);
  p.run();
  CHECK(p.a.events() == lines{"done 1 cancelled"});
  CHECK(p.b.asked_cancelled == p.b.asked);
  CHECK(p.b.link.running_requests() == 1);
  p.b.link.respond(p.b.asked[0], as_bytes("never seen"));
  p.run();
  CHECK(p.a.events().empty());
  CHECK(p.a.link.counters().late_answers == 1);
  CHECK(p.b.link.running_requests() == 0);
}

TEST_CASE("B37 cancel and answer cross: one verdict, in both orders") {
  link_pair p;
  auto id = p.ask("x");
  p.run();
  p.b.link.respond(p.b.asked[0], as_bytes("answer"));
  SECTION("the cancel first") {
    p.a.link.cancel(id);
    p.run();
    CHECK(p.a.events() == lines{"done 1 cancelled"});
  }
  SECTION("the answer first") {
    p.run();
    p.a.link.cancel(id);
    p.run();
    CHECK(p.a.events() == lines{"done 1 ok 'answer'"});
  }
  CHECK(p.a.link.open_requests() == 0);
  CHECK(p.b.asked_cancelled.empty());
}

TEST_CASE("thousands of honest crossings cost nothing") {
  link_pair p;
  std::vector<request_id> ids;
  for (int i = 0; i < 5000; ++i) ids.push_back(p.ask("x"));
  p.run();
  for (auto id : p.b.asked) p.b.link.respond(id, {});
  for (auto id : ids) p.a.link.cancel(id);
  p.run();
  CHECK_FALSE(p.b.link.ended());
  CHECK_FALSE(p.a.link.ended());
  CHECK(p.a.count("done") == 5000);
  // All of them again, as time-outs whose answers are late.
  for (int i = 0; i < 5000; ++i) p.ask("y", 1s);
  p.run();
  p.to_a.held = true;
  p.pass(2s);
  p.to_a.held = false;
  p.run();
  CHECK_FALSE(p.a.link.ended());
  CHECK(p.a.count("done") == 10000);
}

TEST_CASE("B33 B36 answers and cancels for unknown ids cost a token each, then the link") {
  link_pair p;
  auto kind = GENERATE(frame_kind::response, frame_kind::cancel, frame_kind::pong);
  for (int i = 0; i < 1000; ++i) p.inject(as_bytes(raw(kind, 12345)));
  CHECK_FALSE(p.b.link.ended());
  p.inject(as_bytes(raw(kind, 12345)));
  CHECK(p.b.saw("link flood"));
}

TEST_CASE("B58 running handlers are bounded, cancelled ones included") {
  link_pair p;
  for (std::size_t i = 0; i < limits::running_handlers; ++i) {
    auto id = p.ask("x");
    p.a.link.cancel(id);
  }
  p.run();
  CHECK(p.b.link.running_requests() == limits::running_handlers);
  p.a.events();
  p.ask("one more");
  p.run();
  CHECK(p.a.events() == lines{"done 16385 overloaded"});
  p.b.link.respond(p.b.asked[5], {});
  p.b.answers = true;
  p.ask("now");
  p.run();
  CHECK(p.a.events() == lines{"done 16386 ok 'now'"});
}

TEST_CASE("requests that run are bounded by 64 MiB") {
  link_terms terms = terms_of_dialer();
  link_pair p{terms};
  std::string body(15 * 1024 * 1024, 'x');
  for (int i = 0; i < 5; ++i) {
    p.ask(body);
    p.run();
  }
  CHECK(p.b.link.running_requests() == 4);
  CHECK(p.a.events() == lines{"done 5 overloaded"});
}

TEST_CASE("a cancel travels behind its request, never before it") {
  link_pair p;
  p.ask_with(link_pair::to_message(1), std::string(10'000, 'x'));
  auto id = p.ask("cancelled before it was written");
  p.a.link.cancel(id);
  p.run();
  CHECK(p.b.events() ==
        lines{"request 1 '10000 bytes of x' until 5000",
              "request 7 'cancelled before it was written' until 5000", "cancelled"});
}

TEST_CASE("B20 B35 request ids of a peer that breaks the rules") {
  link_pair p;
  p.inject(as_bytes(raw(frame_kind::request, 9, addressed_body())));
  SECTION("an id that is open") {
    p.inject(as_bytes(raw(frame_kind::request, 9, addressed_body())));
  }
  SECTION("no endpoint") { p.inject(as_bytes(raw(frame_kind::request, 10, "1234567"))); }
  SECTION("no deadline") {
    p.inject(as_bytes(raw(frame_kind::request, 10, addressed_body(), frame_flag::deadline)));
  }
  SECTION("a failure without a code") { p.inject(as_bytes(raw(frame_kind::failure, 1))); }
  SECTION("a failure that says ok") {
    p.inject(as_bytes(raw(frame_kind::failure, 1, coded(code::ok))));
  }
  CHECK(p.b.saw("link protocol_error"));
}

TEST_CASE("a code of a newer peer counts as internal") {
  link_pair p;
  p.b.link.request(link_pair::to_message(1), {}, p.now + 1s, 3, p.now).value();
  p.inject(as_bytes(raw(frame_kind::failure, 0, std::string(1, '\x7f'))));
  CHECK(p.b.events() == lines{"done 3 internal"});
}

TEST_CASE("a link that has ended takes nothing and gives every verdict") {
  link_pair p;
  p.ask("written");
  p.run();
  p.ask("not written");
  p.cut();
  CHECK(p.a.events() == lines{"done 1 link_lost", "done 2 unreachable", "link link_lost"});
  CHECK(p.b.saw("link link_lost"));
  CHECK(p.a.link.request(link_pair::to_message(1), {}, p.now + 1s, 3, p.now).error().code() ==
        code::link_lost);
  CHECK(p.a.link.next_deadline() == never);
  CHECK_FALSE(p.a.link.has_output());
  p.b.link.respond(p.b.asked[0], {});
  CHECK(p.b.link.running_requests() == 0);
  p.pass(1h);
  CHECK(p.a.events().empty());
}

TEST_CASE("A1 A2 a connection that ends in a frame is a link lost, whatever the byte") {
  link_pair source;
  source.ask("some body");
  source.run();
  auto bytes = source.to_b.recorded;
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    link_pair p;
    p.b.link.request(link_pair::to_message(1), {}, p.now + 1s, 3, p.now).value();
    std::array<byte_span, 8> pieces;
    p.b.link.gather(pieces);
    p.inject(byte_span{bytes}.first(length));
    p.b.link.connection_lost({}, p.now);
    p.b.take_events(p.now);
    REQUIRE(p.b.events() == lines{"done 3 link_lost", "link link_lost"});
  }
}

TEST_CASE("too many open requests are refused at once") {
  link_pair p;
  p.to_b.held = true;
  message_head head = link_pair::to_message(1);
  for (std::size_t i = 0; i < limits::open_requests; ++i)
    p.a.link.request(head, {}, p.now + 1s, i, p.now).value();
  CHECK(p.a.link.request(head, {}, p.now + 1s, 0, p.now).error().code() == code::overloaded);
}

TEST_CASE("unwritten requests are bounded by bytes") {
  link_pair p;
  std::string body(1024 * 1024, 'x');
  int accepted = 0;
  while (p.a.link.request(link_pair::to_message(1), as_bytes(body), p.now + 1s, 0, p.now))
    ++accepted;
  CHECK(accepted == 63);
}
