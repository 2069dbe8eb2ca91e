#include "../support/handshake_pair.hpp"
#include "../support/raw_frames.hpp"

#include <carrick/net/hello.hpp>
#include <carrick/net/wire.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;
using namespace std::chrono_literals;

namespace {

using answer = admission::verdict;

std::string frame_of(frame_kind kind, std::uint32_t id, std::string_view payload) {
  return raw_checked(kind, id, payload);
}

std::string preface_of(int lowest, int highest) {
  buffer b;
  write_preface(b, {static_cast<std::uint8_t>(lowest), static_cast<std::uint8_t>(highest)});
  return std::string{as_text(b.bytes())};
}

std::string payload_of(const net::hello& h) {
  buffer b;
  write_hello(b, h);
  return std::string{as_text(b.bytes())};
}

std::string hello_of(const net::hello& h) { return frame_of(frame_kind::hello, 0, payload_of(h)); }

net::hello good_hello() {
  net::hello h;
  h.self = handshake_pair::options("a", true).self;
  h.features = feature::checksum;
  return h;
}

/// An acceptor "b" that is fed raw bytes.
struct acceptor {
  explicit acceptor(handshake_options o = handshake_pair::options("b", false))
      : machine(std::move(o), judge, now) {}
  time_point now = time_point{} + 1000h;
  test_judge judge;
  handshake machine;

  std::size_t feed(std::string_view bytes) { return machine.feed(as_bytes(bytes), now); }
  code outcome() const { return handshake_pair::code_of(machine); }
  std::string output() const { return std::string{as_text(machine.output())}; }
};

/// All that the hellos said and agreed on.
std::string words_of(const link_terms& terms) {
  std::string out;
  auto add = [&](auto... numbers) { ((out += std::to_string(numbers) + " "), ...); };
  for (const auto& who : {terms.self, terms.peer}) {
    out += who.node.text() + " " + who.cluster + " " + who.app_version + " " + who.advertised + " ";
    add(who.incarnation.value, static_cast<int>(who.role));
  }
  for (const auto& limits : {terms.ours, terms.theirs})
    add(limits.frame_bytes, limits.message_bytes, limits.stream_window, limits.link_window,
        limits.post_window, limits.streams, limits.default_deadline.count(),
        limits.fail_after.count());
  add(static_cast<int>(terms.version), terms.checksum, terms.dialer, terms.peer_epoch);
  return out;
}

} // namespace

TEST_CASE("a handshake gives both sides the same terms, seen from both ends") {
  handshake_pair p;
  p.options_a.limits.frame_bytes = 32 * 1024;
  p.options_b.limits.streams = 7;
  p.run();
  REQUIRE(p.both_established());
  const link_terms& a = **p.a->outcome();
  const link_terms& b = **p.b->outcome();
  CHECK(a.dialer);
  CHECK_FALSE(b.dialer);
  CHECK(a.checksum);
  CHECK(b.checksum);
  CHECK(a.version == 1);
  CHECK(a.peer.node.text() == "b");
  CHECK(a.peer.incarnation.value == 22);
  CHECK(b.peer.node.text() == "a");
  CHECK(b.theirs.frame_bytes == 32 * 1024);
  CHECK(b.ours.streams == 7);
  CHECK(a.theirs.streams == 7);
  CHECK(p.judge_a.heard == std::vector<std::string>{"layout"});
  CHECK(p.judge_b.heard == std::vector<std::string>{"layout"});
  CHECK(p.judge_a.established == 1);
  CHECK(p.judge_b.established == 1);
}

TEST_CASE("a feature is on when both offer it") {
  bool a = GENERATE(false, true);
  bool b = GENERATE(false, true);
  handshake_pair p;
  p.options_a.offer_checksum = a;
  p.options_b.offer_checksum = b;
  p.run();
  REQUIRE(p.both_established());
  CHECK((**p.a->outcome()).checksum == (a && b));
  CHECK((**p.b->outcome()).checksum == (a && b));
}

TEST_CASE("any cut of the bytes gives the same handshake") {
  auto rounds = GENERATE(0, 2);
  auto piece = GENERATE(1u, 2u, 3u, 7u, 64u);
  handshake_pair p;
  p.judge_a.rounds = p.judge_b.rounds = rounds;
  p.piece = piece;
  p.run();
  CHECK(p.both_established());
}

TEST_CASE("the application exchanges as many rounds as both sides want, of any size") {
  auto bytes = GENERATE(0u, 10u, 64u * 1024, 200u * 1024);
  handshake_pair p;
  p.judge_a.rounds = p.judge_b.rounds = 2;
  p.judge_a.round_bytes = p.judge_b.round_bytes = bytes;
  p.run();
  REQUIRE(p.both_established());
  CHECK(p.judge_a.heard ==
        std::vector<std::string>{"layout", std::string(bytes, 'a'), std::string(bytes, 'b')});
}

TEST_CASE("a failed round refuses the connection on both sides, with the reason") {
  auto why = GENERATE(code::version_mismatch, code::malformed);
  handshake_pair p;
  p.judge_b.round_failure = why;
  p.run();
  CHECK(handshake_pair::code_of(*p.a) == why);
  CHECK(p.a->refused_by_peer());
  CHECK_FALSE(p.a->refusal_is_temporary());
  CHECK(p.a->outcome()->error().message() == "layouts differ");
  CHECK(handshake_pair::code_of(*p.b) == why);
  CHECK_FALSE(p.b->refused_by_peer());
}

TEST_CASE("a client that names no cluster takes any, a member does not") {
  handshake_pair p;
  p.options_a.self.cluster.clear();
  SECTION("client") {
    p.options_a.self.role = role::client;
    p.run();
    REQUIRE(p.both_established());
    CHECK(p.a->outcome()->value().peer.cluster == "test");
  }
  SECTION("member") {
    p.run();
    CHECK(handshake_pair::code_of(*p.a) == code::refused);
  }
}

TEST_CASE("hellos that do not fit together are refused on both sides") {
  handshake_pair p;
  SECTION("E70 another cluster") {
    p.options_a.self.cluster = "prod";
    p.run();
    CHECK(p.a->outcome()->error().message().find("prod") != std::string::npos);
    CHECK(p.b->outcome()->error().message().find("prod") != std::string::npos);
  }
  SECTION("E74 the node itself") {
    p.options_a.self.node = p.options_b.self.node;
    p.run();
  }
  SECTION("another node than was dialed") {
    p.options_a.expected_peer = node_id::parse("c").value();
    p.run();
    CHECK(p.b->refused_by_peer());
  }
  CHECK(handshake_pair::code_of(*p.a) == code::refused);
  CHECK(handshake_pair::code_of(*p.b) == code::refused);
  CHECK_FALSE(p.a->refusal_is_temporary());
  CHECK_FALSE(p.b->refusal_is_temporary());
}

TEST_CASE("E78 the judge refuses an identity, or lets it wait") {
  handshake_pair p;
  SECTION("refused for now") {
    p.judge_b.known = answer::refuse;
    p.judge_b.why = code::duplicate_node;
    p.judge_b.temporary = true;
    p.run();
    CHECK(handshake_pair::code_of(*p.a) == code::duplicate_node);
    CHECK(p.a->refusal_is_temporary());
    CHECK(p.a->refused_by_peer());
  }
  SECTION("the acceptor waits, then accepts") {
    p.judge_b.known = answer::wait;
    p.run();
    CHECK_FALSE(p.a->outcome());
    CHECK_FALSE(p.b->outcome());
    CHECK(p.b->next_deadline() < p.now + 100ms);
    p.judge_b.known = answer::accept;
    p.pass(100ms);
    CHECK(p.both_established());
  }
  SECTION("the dialer waits while the other side's round arrives already") {
    p.judge_a.rounds = p.judge_b.rounds = 1;
    p.judge_a.known = answer::wait;
    p.run();
    CHECK_FALSE(p.a->outcome());
    p.judge_a.known = answer::accept;
    p.pass(100ms);
    CHECK(p.both_established());
  }
  SECTION("the judge never answers") {
    p.judge_b.known = answer::wait;
    p.run();
    p.pass(5s);
    CHECK(handshake_pair::code_of(*p.b) == code::deadline_exceeded);
    CHECK(handshake_pair::code_of(*p.a) == code::deadline_exceeded);
  }
}

TEST_CASE("E85 the primary decides between connections, by accepting last") {
  handshake_pair p;
  bool a_decides = is_primary(p.options_a.self.node, p.options_b.self.node);
  auto& primary = a_decides ? p.judge_a : p.judge_b;
  auto& secondary = a_decides ? p.judge_b : p.judge_a;
  SECTION("the primary chose another one") {
    primary.establishing = answer::refuse;
    primary.temporary = true;
    p.run();
    CHECK(secondary.established == 1);
    CHECK(handshake_pair::code_of(*p.a) == code::refused);
    CHECK(handshake_pair::code_of(*p.b) == code::refused);
    CHECK(p.a->refusal_is_temporary());
    CHECK(p.b->refusal_is_temporary());
  }
  SECTION("the secondary is not asked to wait for the primary's word") {
    primary.establishing = answer::wait;
    p.run();
    CHECK(secondary.established == 1);
    CHECK_FALSE(p.a->outcome());
    primary.establishing = answer::accept;
    p.pass(100ms);
    CHECK(p.both_established());
  }
  SECTION("the secondary refuses first: the primary is never asked") {
    secondary.establishing = answer::refuse;
    p.run();
    CHECK(primary.established == 0);
    CHECK(handshake_pair::code_of(*p.a) == code::refused);
  }
}

TEST_CASE("a secondary that gives up after its acceptance says no second verdict") {
  handshake_pair p;
  bool a_decides = is_primary(p.options_a.self.node, p.options_b.self.node);
  auto& of_primary = a_decides ? p.judge_a : p.judge_b;
  of_primary.establishing = answer::wait;
  p.run();
  auto& secondary = a_decides ? *p.b : *p.a;
  REQUIRE(!secondary.outcome());
  auto before = secondary.output().size();
  secondary.tick(p.now + 5s);
  CHECK(handshake_pair::code_of(secondary) == code::deadline_exceeded);
  CHECK(secondary.output().size() == before);
}

TEST_CASE("who decides is balanced, and both sides agree") {
  int lower = 0;
  for (int i = 0; i < 100; ++i)
    for (int j = i + 1; j < 100; ++j) {
      auto low = node_id::parse(std::to_string(100 + i)).value();
      auto high = node_id::parse(std::to_string(100 + j)).value();
      REQUIRE(is_primary(low, high) != is_primary(high, low));
      lower += is_primary(low, high) ? 1 : 0;
    }
  CHECK(lower > 4950 * 45 / 100);
  CHECK(lower < 4950 * 55 / 100);
}

TEST_CASE("the acceptor decides about clients") {
  handshake_pair p;
  p.options_a.self.role = role::client;
  p.judge_b.establishing = answer::refuse;
  p.run();
  CHECK(p.judge_a.established == 1);
  CHECK(handshake_pair::code_of(*p.a) == code::refused);
}

TEST_CASE("A18 what is not the protocol is refused after at most 8 bytes, without an answer") {
  auto* text = GENERATE("GET / HTTP/1.1\r\n", "\x16\x03\x01\x02", "SSH-2.0-x", "CRK", "CRK\x1b",
                        "\xff\xff\xff\xff\xff\xff\xff\xff");
  acceptor b;
  std::string_view bytes{text};
  b.feed(bytes);
  if (bytes == "CRK") {
    CHECK_FALSE(b.machine.outcome());
    return;
  }
  CHECK(b.outcome() == code::protocol_error);
  CHECK(b.output().empty());
}

TEST_CASE("E68 versions: the highest that both know, or a refusal that shows the range") {
  struct row {
    int lowest, highest;
    code expected;
  };
  auto r = GENERATE(row{1, 1, code::ok}, row{1, 9, code::ok}, row{0, 1, code::ok},
                    row{2, 9, code::version_mismatch}, row{0, 0, code::version_mismatch},
                    row{9, 2, code::version_mismatch});
  acceptor b;
  b.feed(preface_of(r.lowest, r.highest));
  CHECK(b.output() == preface_of(1, 1));
  if (r.expected == code::ok)
    CHECK_FALSE(b.machine.outcome());
  else
    CHECK(b.outcome() == r.expected);

  test_judge judge;
  time_point now = time_point{} + 1000h;
  handshake dialer{handshake_pair::options("a", true), judge, now};
  dialer.feed(as_bytes(preface_of(r.lowest, r.highest)), now);
  if (r.expected != code::ok) CHECK(handshake_pair::code_of(dialer) == r.expected);
}

TEST_CASE("nothing but the preface is sent before the hello is judged") {
  acceptor b;
  b.feed(preface_of(1, 1));
  CHECK(b.output() == preface_of(1, 1));
}

TEST_CASE("A7 before the judgement a frame has at most 4 KiB, seen from its header") {
  auto length = GENERATE(4 * 1024 + 1, 64 * 1024, (1 << 24) - 1);
  auto kind = GENERATE(frame_kind::hello, frame_kind::application);
  acceptor b;
  b.feed(preface_of(1, 1));
  buffer header;
  header.append_le(frame_header{kind, 0, 0, static_cast<std::size_t>(length)}.word());
  b.feed(as_text(header.bytes()));
  CHECK(b.outcome() == code::too_large);
}

TEST_CASE("E86 only handshake frames, in their order") {
  acceptor b;
  b.feed(preface_of(1, 1));
  SECTION("link frames instead of the hello") {
    auto kind = GENERATE(frame_kind::goodbye, frame_kind::ping, frame_kind::request,
                         frame_kind::post, frame_kind::open, frame_kind::chunk, frame_kind::proof);
    b.feed(frame_of(kind, 0, "12345678"));
  }
  SECTION("an application round before the hello") {
    b.feed(frame_of(frame_kind::application, 1, "x"));
  }
  SECTION("two hellos") {
    b.feed(hello_of(good_hello()));
    b.feed(hello_of(good_hello()));
  }
  SECTION("a round that was not asked for") {
    b.feed(hello_of(good_hello()));
    b.feed(frame_of(frame_kind::application, 1, "x"));
  }
  SECTION("a hello with a number") {
    auto bytes = hello_of(good_hello());
    bytes[4] = 1;
    b.feed(bytes);
  }
  SECTION("a verdict that is cut short") { b.feed(frame_of(frame_kind::verdict, 0, "abc")); }
  CHECK(b.outcome() == code::protocol_error);
}

TEST_CASE("hellos with impossible values are refused") {
  acceptor b;
  b.feed(preface_of(1, 1));
  auto h = good_hello();
  SECTION("frames too small") { h.limits.frame_bytes = 1023; }
  SECTION("frames too large") { h.limits.frame_bytes = 1u << 24; }
  SECTION("messages below frames") { h.limits.message_bytes = h.limits.frame_bytes - 1; }
  SECTION("no deadline") { h.limits.default_deadline = 0ms; }
  SECTION("no patience") { h.limits.fail_after = 0ms; }
  b.feed(hello_of(h));
  CHECK(b.outcome() == code::protocol_error);
}

TEST_CASE("E88 node ids of a hello are checked byte by byte") {
  auto id = GENERATE(std::string{"a b"}, std::string{"n\xc3\xb6"}, std::string{"a\0b", 3},
                     std::string{"a/b"}, std::string{});
  auto payload = payload_of(good_hello());
  // The node id "a" stands behind the cluster "test".
  auto at = payload.find(
              "\x04test\x01"
              "a") +
    5;
  payload.replace(at, 1, 1, static_cast<char>(id.size()));
  payload.replace(at + 1, 1, id);
  acceptor b;
  b.feed(preface_of(1, 1));
  b.feed(frame_of(frame_kind::hello, 0, payload));
  CHECK(b.outcome() == code::protocol_error);
}

TEST_CASE("a hello cut at every byte is refused, a longer one of a later version is not") {
  auto whole = payload_of(good_hello());
  for (std::size_t length = 0; length <= whole.size() + 3; ++length) {
    std::string payload = whole.substr(0, length);
    payload.resize(length, 'x');
    acceptor b;
    b.feed(preface_of(1, 1));
    b.feed(frame_of(frame_kind::hello, 0, payload));
    INFO(length);
    CHECK((b.machine.outcome().has_value()) == (length < whole.size()));
  }
}

TEST_CASE("a bit that is turned anywhere in a hello is noticed") {
  auto whole = hello_of(good_hello());
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    acceptor b;
    b.feed(preface_of(1, 1));
    b.feed(bytes);
    INFO(bit);
    // A longer length than the truth waits for more.
    if (b.machine.outcome()) {
      CHECK((b.outcome() == code::protocol_error || b.outcome() == code::too_large));
    } else {
      CHECK(bit < 24);
      CHECK(!b.machine.peer());
    }
  }
}

TEST_CASE("a connection that ends at any byte is a link lost, with no verdict twice") {
  handshake_pair whole;
  whole.run();
  for (std::size_t cut = 0; cut + 1 < whole.sent_by_a.size(); ++cut) {
    acceptor b;
    b.feed(std::string_view{whole.sent_by_a}.substr(0, cut));
    if (b.machine.outcome()) continue;
    b.machine.connection_lost({});
    INFO(cut);
    CHECK(b.outcome() == code::link_lost);
    CHECK(b.machine.refusal_is_temporary());
    b.machine.tick(b.now + 10s);
    CHECK(b.outcome() == code::link_lost);
  }
}

TEST_CASE("E64 E65 slow handshakes end at the absolute limit") {
  acceptor b;
  auto limit = b.now + 5s;
  CHECK(b.machine.next_deadline() == limit);
  std::string bytes = preface_of(1, 1) + hello_of(good_hello());
  SECTION("silence") {}
  SECTION("a byte a second") {
    for (std::size_t i = 0; i < 4; ++i) {
      b.now += 1s;
      b.machine.feed(as_bytes(std::string_view{bytes}.substr(i, 1)), b.now);
      b.machine.tick(b.now);
    }
  }
  b.machine.tick(limit - 1ms);
  CHECK_FALSE(b.machine.outcome());
  b.machine.tick(limit);
  CHECK(b.outcome() == code::deadline_exceeded);
  CHECK(b.machine.refusal_is_temporary());
  CHECK(b.output().empty());
}

TEST_CASE("bytes behind the verdict are left to the link") {
  handshake_pair p;
  bool a_decides = is_primary(p.options_a.self.node, p.options_b.self.node);
  p.run();
  const std::string& from_decider = a_decides ? p.sent_by_a : p.sent_by_b;
  test_judge judge;
  auto o = a_decides ? handshake_pair::options("b", false) : handshake_pair::options("a", true);
  for (std::size_t piece : {std::size_t{1}, std::size_t{9}, std::size_t{10000}}) {
    handshake h{o, judge, p.now};
    std::string bytes = from_decider + "link bytes";
    std::size_t taken = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      auto part = std::string_view{bytes}.substr(at, piece);
      auto n = h.feed(as_bytes(part), p.now);
      taken += n;
      if (n < part.size()) break;
    }
    INFO(piece);
    CHECK(handshake_pair::code_of(h) == code::ok);
    CHECK(taken == from_decider.size());
  }
}

TEST_CASE("E69 every flipped bit of a handshake is survived, and never gives different terms") {
  handshake_pair whole;
  whole.options_a.self.app_version = "1.2";
  whole.options_a.self.advertised = "a:1";
  whole.options_a.limits.streams = 7;
  whole.run();
  const auto good = words_of(**whole.b->outcome());
  std::vector<std::size_t> accepted; // bits
  for (std::size_t bit = 0; bit < whole.sent_by_a.size() * 8; ++bit) {
    std::string bytes = whole.sent_by_a;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    acceptor b;
    b.feed(bytes);
    if (b.outcome() != code::ok) continue;
    accepted.push_back(bit);
    INFO(bit);
    CHECK(words_of(**b.machine.outcome()) == good);
  }
  // All frames have a checksum. The preface has none: there a wider range of versions, in which 1
  // is still the highest that both know, is as good, and two bytes are not looked at.
  std::vector<std::size_t> harmless{4 * 8}; // lowest version 0
  for (std::size_t bit = 5 * 8 + 1; bit < preface_bytes * 8; ++bit) harmless.push_back(bit);
  CHECK(accepted == harmless);
}

TEST_CASE("ignorable frames of a later version are skipped in the handshake, whatever they carry") {
  acceptor b;
  b.feed(preface_of(1, 1));
  for (std::uint8_t kind = first_ignorable_kind; kind < 32; ++kind)
    for (unsigned flags = 0; flags < 256; flags += 32)
      b.feed(raw_checked(static_cast<frame_kind>(kind), kind, "later",
                         static_cast<std::uint8_t>(flags)));
  b.feed(hello_of(good_hello()));
  CHECK_FALSE(b.machine.outcome());
  CHECK(b.machine.peer()->node.text() == "a");
}

TEST_CASE("texts of a hello are printable UTF-8, or it is refused") {
  auto h = good_hello();
  auto bad =
    GENERATE(as<std::string>{}, "a\xff", "\xc3", std::string("a\0b", 3), "line\nline", "\x7f");
  SECTION("the cluster's name") { h.self.cluster = bad; }
  SECTION("the application's version") { h.self.app_version = bad; }
  SECTION("the address") { h.self.advertised = bad; }
  acceptor b;
  b.feed(preface_of(1, 1) + hello_of(h));
  CHECK(b.outcome() == code::protocol_error);
}

TEST_CASE("no side keeps more for the other than it would have kept for itself") {
  handshake_pair p;
  auto& greedy = p.options_a.limits;
  greedy.stream_window = greedy.link_window = greedy.post_window = 0xffffffff;
  const auto modest = p.options_b.limits;
  p.run();
  REQUIRE(p.both_established());
  for (auto* side : {p.a.get(), p.b.get()}) {
    const auto& terms = side->outcome()->value();
    for (const auto& limits : {terms.ours, terms.theirs}) {
      CHECK(limits.stream_window == modest.stream_window);
      CHECK(limits.link_window == modest.link_window);
      CHECK(limits.post_window == modest.post_window);
    }
  }
}
