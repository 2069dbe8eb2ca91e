#include "../support/link_pair.hpp"
#include "../support/raw_frames.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

std::string ack_payload(std::uint64_t normal, std::uint64_t consumed) {
  return wire_of(normal) + wire_of<std::uint64_t>(0) + wire_of<std::uint64_t>(0) +
    wire_of(consumed) + std::string(1, '\0');
}

} // namespace

TEST_CASE("posts arrive in order and are taken over") {
  link_pair p;
  p.post("1");
  p.post("2");
  p.run();
  CHECK(p.b.events() == lines{"post 8 '1' lane 0", "post 8 '2' lane 0"});
  CHECK(p.a.link.posts().sent == 2);
  CHECK(p.a.link.posts().taken_over == 0);
  p.pass(10ms);
  CHECK(p.a.events() == lines{"acknowledged"});
  CHECK(p.a.link.posts().taken_over == 2);
  CHECK(p.a.link.posts().refused == 0);
}

TEST_CASE("an acknowledgement is due after 10 ms, 1,024 posts or 256 KiB") {
  link_pair p;
  SECTION("10 ms") {
    p.post("x");
    p.pass(9ms);
    CHECK(p.a.events().empty());
    p.pass(1ms);
  }
  SECTION("1,024 posts") {
    for (int i = 0; i < 1023; ++i) p.post("x");
    p.run();
    CHECK(p.a.events().empty());
    p.post("x");
    p.run();
  }
  SECTION("256 KiB") {
    for (int i = 0; i < 13; ++i) p.post(std::string(20'000, 'x'));
    p.run();
    CHECK(p.a.events().empty());
    p.post(std::string(20'000, 'x'));
    p.run();
  }
  CHECK(p.a.events() == lines{"acknowledged"});
}

TEST_CASE("the window closes when nothing is consumed, and opens again") {
  link_terms terms = terms_of_dialer();
  terms.theirs.post_window = 1000;
  link_pair p{terms};
  p.b.consumes = false;
  int sent = 0;
  while (p.a.link.post_room(36)) {
    p.post(std::string(36, 'x'));
    ++sent;
  }
  CHECK(sent == 10);
  p.pass(1s);
  CHECK(p.a.link.posts().taken_over == 10);
  CHECK_FALSE(p.a.link.post_room(36));
  p.b.link.post_consumed(36, p.now);
  p.pass(10ms);
  CHECK(p.a.link.post_room(36));
  CHECK_FALSE(p.a.link.post_room(37));
}

TEST_CASE("one post may always be under way, however large") {
  link_terms terms = terms_of_dialer();
  terms.theirs.post_window = 1000;
  link_pair p{terms};
  REQUIRE(p.a.link.post_room(1'000'000));
  p.post(std::string(1'000'000, 'x'));
  CHECK_FALSE(p.a.link.post_room(0));
  p.run();
  CHECK(p.b.events() == lines{"post 8 '1000000 bytes of x' lane 2"});
  p.pass(10ms);
  CHECK(p.a.link.post_room(0));
}

TEST_CASE("B43 refused posts are counted by reason") {
  link_pair p;
  p.b.refuses_posts = code::no_handler;
  p.post("1");
  p.run();
  p.b.refuses_posts = code::overloaded;
  p.post("2");
  p.post("3");
  p.pass(10ms);
  const post_totals& t = p.a.link.posts();
  CHECK(t.sent == 3);
  CHECK(t.taken_over == 3);
  CHECK(t.refused == 3);
  CHECK(t.refused_by == decltype(t.refused_by){{code::no_handler, 1}, {code::overloaded, 2}});
}

TEST_CASE("each lane has its own sequence, and the account adds them up") {
  link_pair p;
  message_head urgent = link_pair::to_message(8);
  urgent.urgent = true;
  for (int round = 0; round < 3; ++round) {
    p.post("normal");
    p.post_with(urgent, "urgent");
    p.post(std::string(100'000, 'b'));
    p.pass(10ms);
  }
  CHECK(p.a.link.posts().taken_over == 9);
  CHECK(p.b.count("post 8 'urgent' lane 1") == 3);
  CHECK(p.b.count("post 8 '100000 bytes of b' lane 2") == 3);
}

TEST_CASE("bulk posts that finish in another order are acknowledged when none is missing") {
  link_pair p;
  p.post_with(link_pair::to_message(1, 1), std::string(1'000'000, 'x'));
  p.post_with(link_pair::to_message(2, 2), std::string(100'000, 'y'));
  p.write_limit = 300'000;
  p.write(p.a, p.to_b);
  p.run();
  CHECK(p.b.events() ==
        lines{"post 2 '100000 bytes of y' lane 2", "post 1 '1000000 bytes of x' lane 2"});
  p.pass(10ms);
  CHECK(p.a.link.posts().taken_over == 2);
}

TEST_CASE("a bulk post that is refused before an earlier one is whole is reported behind it") {
  link_pair p;
  p.b.refuses_posts = code::no_handler;
  p.post_with(link_pair::to_message(1, 1), std::string(3'000'000, 'x'));
  p.post_with(link_pair::to_message(2, 2), std::string(100'000, 'y'));
  p.write_limit = 100'000;
  for (int i = 0; i < 6; ++i) {
    std::array<byte_span, 8> pieces;
    auto count = p.a.link.gather(pieces);
    std::vector<std::byte> part;
    for (auto piece : std::span{pieces}.first(count))
      part.insert(part.end(), piece.begin(), piece.end());
    p.a.link.wrote(part.size(), p.now);
    p.inject(part);
  }
  CHECK(p.b.count("post 2") == 1);
  CHECK(p.b.count("post 1") == 0);
  p.now += 10ms;
  p.b.link.tick(p.now);
  p.write(p.b, p.to_a);
  p.deliver(p.to_a, p.a);
  CHECK(p.a.link.posts().taken_over == 0);
  CHECK(p.a.link.posts().refused == 0);
  p.pass(20ms);
  CHECK(p.a.link.posts().taken_over == 2);
  CHECK(p.a.link.posts().refused == 2);
}

TEST_CASE("acknowledgements that cannot be end the link") {
  link_pair p;
  REQUIRE(p.b.link.post(link_pair::to_message(1), as_bytes("x"), p.now).ok());
  std::array<byte_span, 8> pieces;
  p.b.link.gather(pieces);
  SECTION("a good one") {
    p.inject(as_bytes(raw(frame_kind::post_ack, 0, ack_payload(1, 65))));
    CHECK(p.b.events() == lines{"acknowledged"});
    SECTION("that goes back") {
      p.inject(as_bytes(raw(frame_kind::post_ack, 0, ack_payload(0, 65))));
    }
    SECTION("whose consumption goes back") {
      p.inject(as_bytes(raw(frame_kind::post_ack, 0, ack_payload(1, 64))));
    }
  }
  SECTION("more than was sent") {
    p.inject(as_bytes(raw(frame_kind::post_ack, 0, ack_payload(2, 0))));
  }
  SECTION("more consumed than was sent") {
    p.inject(as_bytes(raw(frame_kind::post_ack, 0, ack_payload(1, 66))));
  }
  SECTION("cut short") {
    p.inject(as_bytes(raw(frame_kind::post_ack, 0, ack_payload(1, 65).substr(1))));
  }
  SECTION("with a number") { p.inject(as_bytes(raw(frame_kind::post_ack, 1, ack_payload(1, 65)))); }
  CHECK(p.b.saw("link protocol_error"));
}

TEST_CASE("posts out of sequence, without endpoint or beyond the window end the link") {
  link_terms terms = terms_of_dialer();
  terms.theirs.post_window = 300;
  link_pair p{terms};
  p.b.consumes = false;
  auto expected = code::protocol_error;
  SECTION("a gap") { p.inject(as_bytes(raw(frame_kind::post, 2, addressed_body()))); }
  SECTION("a repetition") {
    p.inject(as_bytes(raw(frame_kind::post, 1, addressed_body())));
    p.inject(as_bytes(raw(frame_kind::post, 1, addressed_body())));
  }
  SECTION("no endpoint") { p.inject(as_bytes(raw(frame_kind::post, 1, "1234567"))); }
  SECTION("beyond the window") {
    expected = code::overrun;
    for (std::uint32_t i = 1; i <= 4; ++i)
      p.inject(as_bytes(raw(frame_kind::post, i, addressed_body("123456789012"))));
    CHECK(p.b.count("post") == 3);
  }
  CHECK(p.b.saw("link " + std::string{name_of(expected)}));
}

TEST_CASE("what was sent and not taken over is known when the link breaks") {
  link_pair p;
  p.post("1");
  p.pass(10ms);
  p.to_b.held = true;
  p.post("2");
  p.post("3");
  p.run();
  p.cut();
  CHECK(p.a.link.posts().sent == 3);
  CHECK(p.a.link.posts().taken_over == 1);
}
