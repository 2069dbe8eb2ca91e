#include "../support/link_pair.hpp"
#include "../support/raw_frames.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

constexpr std::size_t MiB = 1024 * 1024;

/// Writes at most `bytes` of a's output in small steps and delivers them.
void trickle(link_pair& p, std::size_t bytes) {
  while (bytes > 0 && p.a.link.has_output()) {
    std::array<byte_span, 8> pieces;
    if (p.a.link.gather(pieces) == 0) return;
    auto part = pieces[0].first(std::min({pieces[0].size(), bytes, std::size_t{4096}}));
    std::vector<std::byte> copy(part.begin(), part.end());
    p.a.link.wrote(part.size(), p.now);
    bytes -= part.size();
    p.b.link.feed(copy, p.now);
    p.b.take_events(p.now);
  }
}

} // namespace

TEST_CASE("a small message behind 16 MiB waits for about one frame") {
  link_pair p;
  p.ask_with(link_pair::to_message(1, 1), std::string(16 * MiB, 'x'));
  trickle(p, 1000);
  p.ask_with(link_pair::to_message(2, 2), "small");
  trickle(p, 64 * 1024 + 200);
  CHECK(p.b.events() == lines{"request 2 'small' until 5000"});
  p.run();
  CHECK(p.b.events() == lines{"request 1 '16777216 bytes of x' until 5000"});
}

TEST_CASE("control overtakes everything") {
  link_pair p;
  for (int i = 0; i < 1000; ++i) p.post(std::string(1000, 'x'));
  p.ask_with(link_pair::to_message(1, 1), std::string(MiB, 'x'));
  trickle(p, 1000);
  message_head urgent = link_pair::to_message(3);
  urgent.urgent = true;
  p.ask_with(urgent, "urgent");
  trickle(p, 2 * 64 * 1024 + 200);
  CHECK(p.b.saw("request 3 'urgent' until 5000"));
  CHECK(p.b.count("post") < 200);
}

TEST_CASE("what one sender sends to one target stays in order behind a large message") {
  link_pair p;
  auto first = link_pair::to_message(1, 7);
  p.post_with(first, std::string(300'000, 'L'));
  p.post_with(link_pair::to_message(2, 7), "post");
  p.ask_with(link_pair::to_message(3, 7), "ask");
  auto stream = p.a.link.open_stream(link_pair::to_message(4, 7), {}, never, 0, p.now).value();
  p.send(stream, "item");
  p.post_with(link_pair::to_message(5, 7), std::string(200'000, 'M'));
  p.post_with(link_pair::to_message(6, 8), "another sender");
  p.post_with(link_pair::to_message(7, 7, 6), "another target");
  p.run();
  auto seen = p.b.events();
  CHECK(seen[0] == "post 6 'another sender' lane 0");
  CHECK(seen[1] == "post 7 'another target' lane 0");
  seen.erase(seen.begin(), seen.begin() + 2);
  lines of_pair;
  for (const auto& line : seen)
    if (!line.starts_with("item")) of_pair.push_back(line.substr(0, 10));
  CHECK(of_pair == lines{"post 1 '30", "post 2 'po", "request 3 ", "opened 1 '", "post 5 '20"});
  p.pass(10ms);
  CHECK(p.a.link.posts().taken_over == 5);
  // Later ones of the pair go the short way again.
  p.post_with(first, "after");
  p.run();
  CHECK(p.b.events() == lines{"post 1 'after' lane 0"});
}

TEST_CASE("large answers take turns, small ones pass") {
  link_pair p;
  for (int i = 0; i < 3; ++i) p.ask("x");
  p.run();
  p.b.link.respond(p.b.asked[0], as_bytes(std::string(2 * MiB, 'a')));
  p.b.link.respond(p.b.asked[1], as_bytes(std::string(MiB, 'b')));
  p.b.link.respond(p.b.asked[2], as_bytes("c"));
  p.run();
  CHECK(p.a.events() ==
        lines{"done 3 ok 'c'", "done 2 ok '1048576 bytes of b'", "done 1 ok '2097152 bytes of a'"});
}

TEST_CASE("messages of any size arrive as they were sent, with and without checksum") {
  link_terms terms = terms_of_dialer();
  terms.checksum = GENERATE(false, true);
  link_pair p{terms};
  p.b.answers = true;
  auto piece = GENERATE(std::size_t{0}, std::size_t{1000}, std::size_t{65'544});
  p.to_a.piece = p.to_b.piece = piece;
  for (std::size_t size : std::initializer_list<std::size_t>{
         0, 1, 65'536 - 8, 65'536 - 7, 65'536, 65'537, 2 * 65'536 - 8, 2 * 65'536 - 7, 1'000'003})
    p.ask_with(link_pair::to_message(1, size),
               std::string(size, static_cast<char>('a' + size % 26)));
  p.run();
  CHECK(p.a.count("done") == 9);
  CHECK(p.a.count("done 9 ok '1000003 bytes of ") == 1);
  CHECK_FALSE(p.a.link.ended());
  CHECK_FALSE(p.b.link.ended());
}

TEST_CASE("messages above the limit are refused before they are sent") {
  link_terms terms = terms_of_dialer();
  terms.theirs.message_bytes = 100'000;
  terms.ours.message_bytes = 100'000;
  link_pair p{terms};
  std::string body(100'001, 'x');
  CHECK(p.a.link.request(link_pair::to_message(1), as_bytes(body), p.now + 1s, 0, p.now)
          .error()
          .code() == code::too_large);
  CHECK(p.a.link.post(link_pair::to_message(1), as_bytes(body), p.now).code() == code::too_large);
  p.ask("x");
  p.run();
  p.b.link.respond(p.b.asked[0], as_bytes(body));
  p.run();
  CHECK(p.a.events() == lines{"done 1 too_large"});
}

TEST_CASE("a large request that is cancelled is cut short, or never begun") {
  link_pair p;
  auto begun = p.ask_with(link_pair::to_message(1, 1), std::string(8 * MiB, 'x'));
  trickle(p, 200'000);
  auto behind = p.ask_with(link_pair::to_message(2, 1), "behind it");
  p.a.link.cancel(behind);
  p.a.link.cancel(begun);
  auto before = p.to_b.recorded.size();
  p.run();
  CHECK(p.a.events() == lines{"done 2 cancelled", "done 1 cancelled"});
  CHECK(p.b.events().empty());
  CHECK(p.to_b.recorded.size() - before < 200'000);
  CHECK(p.a.link.output_bytes() == 0);
  CHECK(p.b.link.running_requests() == 0);
  p.b.answers = true;
  p.ask("again");
  p.run();
  CHECK(p.a.events() == lines{"done 3 ok 'again'"});
}

TEST_CASE("a large request whose deadline passes while it is written") {
  link_pair p;
  p.ask_with(link_pair::to_message(1, 1), std::string(8 * MiB, 'x'), 100ms);
  trickle(p, 200'000);
  p.now += 100ms;
  p.run();
  CHECK(p.a.events() == lines{"done 1 deadline_exceeded"});
  CHECK(p.b.events().empty());
  CHECK_FALSE(p.b.link.ended());
}

TEST_CASE("the answer to a request that was cancelled is taken in and dropped") {
  link_pair p;
  auto id = p.ask("x");
  p.run();
  p.b.link.respond(p.b.asked[0], as_bytes(std::string(MiB, 'a')));
  p.write_limit = 100'000;
  p.write(p.b, p.to_a);
  p.a.link.cancel(id);
  p.run();
  CHECK(p.a.events() == lines{"done 1 cancelled"});
  CHECK(p.a.link.counters().late_answers == 1);
}

TEST_CASE("many large messages at once: at most 64 transfers are open") {
  link_pair p;
  p.b.answers = true;
  for (std::uint64_t i = 0; i < 200; ++i)
    p.ask_with(link_pair::to_message(1, i), std::string(100'000, 'x'));
  p.run();
  CHECK(p.a.count("done") == 200);
  CHECK_FALSE(p.b.link.ended());
}

TEST_CASE("A17 transfers of a peer that breaks the rules") {
  link_pair p;
  auto say = [&](frame_kind kind, std::uint32_t id, std::string_view payload = {},
                 std::uint8_t flags = 0) { p.inject(as_bytes(raw(kind, id, payload, flags))); };
  auto expected = code::protocol_error;
  auto begin = [&](std::uint32_t id, std::uint32_t transfer, std::uint32_t total) {
    say(frame_kind::request, id, transfer_payload(transfer, total, addressed_body("0123")),
        first_of_many);
  };
  SECTION("a chunk of nothing") { say(frame_kind::chunk, 1, "x"); }
  SECTION("a part without transfer") {
    say(frame_kind::request, 1, addressed_body(), frame_flag::more);
  }
  SECTION("a transfer without parts") {
    say(frame_kind::request, 1, transfer_payload(1, 100, addressed_body()), frame_flag::extended);
  }
  SECTION("two with one id") {
    begin(1, 1, 100);
    begin(2, 1, 100);
  }
  SECTION("shorter than its first frame") { begin(1, 1, 12); }
  SECTION("longer than its total") {
    begin(1, 1, 20);
    say(frame_kind::chunk, 1, std::string(9, 'x'), frame_flag::more);
  }
  SECTION("whole, and still more") {
    begin(1, 1, 20);
    say(frame_kind::chunk, 1, std::string(8, 'x'), frame_flag::more);
  }
  SECTION("an end that is short of the total") {
    begin(1, 1, 20);
    say(frame_kind::chunk, 1, std::string(7, 'x'));
  }
  SECTION("more than 64") {
    for (std::uint32_t i = 1; i <= 65; ++i) begin(i, i, 100);
  }
  SECTION("a second request with an id that is open") {
    begin(1, 1, 20);
    say(frame_kind::request, 1, addressed_body());
    say(frame_kind::chunk, 1, std::string(8, 'x'));
  }
  SECTION("a damaged block") { say(frame_kind::request, 1, "\xff\xff", frame_flag::extended); }
  SECTION("a block cut in an entry") {
    say(frame_kind::request, 1, std::string("\x03\0\x01\x02x", 5) + addressed_body(),
        frame_flag::extended);
  }
  SECTION("parts without progress") {
    expected = code::flood;
    begin(1, 1, 20);
    for (int i = 0; i < 1001; ++i) say(frame_kind::chunk, 1, {}, frame_flag::more);
  }
  CHECK(p.b.saw("link " + std::string{name_of(expected)}));
}

TEST_CASE("A17 a message above the limit fails alone, and so does one that never ends") {
  link_pair p;
  auto begin = [&](std::uint32_t id, std::uint32_t transfer, std::uint32_t total) {
    p.inject(
      as_bytes(raw(frame_kind::request, id,
                   transfer_payload(transfer, total, addressed_body("0123")), first_of_many)));
  };
  SECTION("too large") {
    begin(1, 1, 16 * MiB + 9);
    p.run();
    CHECK(p.to_a.recorded.at(3) == std::byte{10});
    CHECK(p.to_a.recorded.at(8) == static_cast<std::byte>(code::too_large));
    p.inject(as_bytes(raw(frame_kind::chunk, 1, std::string(60'000, 'x'), frame_flag::more)));
  }
  SECTION("more than 64 MiB together") {
    for (std::uint32_t i = 1; i <= 4; ++i) begin(i, i, 16 * MiB);
    p.run();
    CHECK(p.to_a.recorded.empty());
    begin(5, 5, 1000);
    p.run();
    CHECK(p.to_a.recorded.at(8) == static_cast<std::byte>(code::overloaded));
    CHECK_FALSE(p.b.link.ended());
    return;
  }
  SECTION("never finished") {
    auto refused = [&](code why) {
      const auto frame = std::string("\x0a\x01\0\0\0", 5) + static_cast<char>(why);
      return as_text(p.to_a.recorded).find(frame) != std::string_view::npos;
    };
    auto wait = [&](int seconds) {
      for (int i = 0; i < seconds; ++i) {
        p.inject(as_bytes(raw(frame_kind::ping, 1)));
        p.pass(1s);
      }
    };
    SECTION("30 s after its last part, before its deadline") {
      const auto head = addressed_body(wire_of(encode_deadline(1h)) + "0123");
      p.inject(as_bytes(raw(frame_kind::request, 1, transfer_payload(1, 102, head),
                            first_of_many | frame_flag::deadline)));
      wait(20);
      p.inject(as_bytes(raw(frame_kind::chunk, 1, std::string(40, 'x'), frame_flag::more)));
      wait(29);
      CHECK_FALSE(refused(code::stalled));
      wait(2);
      CHECK(refused(code::stalled));
      p.inject(as_bytes(raw(frame_kind::chunk, 1, std::string(48, 'x'))));
    }
    SECTION("at its deadline, which is the usual one if it has none of its own") {
      begin(1, 1, 100);
      wait(4);
      CHECK_FALSE(refused(code::deadline_exceeded));
      wait(2);
      CHECK(refused(code::deadline_exceeded));
      p.inject(as_bytes(raw(frame_kind::chunk, 1, std::string(88, 'x'))));
    }
    CHECK(p.b.events().empty());
  }
  SECTION("later ones are answered as usual") {}
  CHECK_FALSE(p.b.link.ended());
  p.b.answers = true;
  p.inject(as_bytes(raw(frame_kind::request, 77, addressed_body("later"))));
  CHECK(p.b.count("request 7 'later'") == 1);
}

TEST_CASE("extensions: unknown ones are skipped, critical ones fail that message") {
  link_pair p;
  auto with_extension = [&](int type, frame_kind kind, std::uint32_t id, std::string_view payload) {
    std::string block("\x03\0\0\x01x", 5);
    block[2] = static_cast<char>(type);
    p.inject(as_bytes(raw(kind, id, block + std::string{payload}, frame_flag::extended)));
  };
  with_extension(1, frame_kind::request, 1, addressed_body("fine"));
  CHECK(p.b.events() == lines{"request 7 'fine' until 5000"});
  with_extension(129, frame_kind::request, 2, addressed_body("compressed"));
  CHECK(p.b.events().empty());
  p.run();
  CHECK(p.to_a.recorded.at(8) == static_cast<std::byte>(code::version_mismatch));
  with_extension(1, frame_kind::post, 1, addressed_body("fine"));
  CHECK(p.b.events() == lines{"post 7 'fine' lane 0"});
  with_extension(130, frame_kind::post, 2, addressed_body("with a body"));
  CHECK(p.b.events().empty());
  with_extension(130, frame_kind::open, 1, addressed_body("with a body"));
  CHECK(p.b.events().empty());
  with_extension(1, frame_kind::open, 3, addressed_body("fine"));
  with_extension(1, frame_kind::item, 3, "fine");
  CHECK(p.b.events() == lines{"opened 3 'fine' until never", "item 3 'fine' cost 68"});
  with_extension(129, frame_kind::item, 3, "compressed");
  CHECK(p.b.count("ended 3 version_mismatch") == 1);
  CHECK_FALSE(p.b.link.ended());
}
