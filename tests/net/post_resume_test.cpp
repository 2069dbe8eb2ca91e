#include "../support/handshake_pair.hpp"
#include "../support/post_world.hpp"

#include <carrick/core/random.hpp>
#include <carrick/net/post_store.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

/// Small ones, urgent ones, ones of several frames, and small ones behind those.
void post_some(post_process& from, time_point now) {
  for (std::uint64_t sender : {1, 2, 3}) {
    CHECK(from.post(sender, 10, false, now).ok());
    CHECK(from.post(sender, sender == 2 ? 2600 : 30, false, now).ok());
    CHECK(from.post(sender, 5, true, now).ok());
    CHECK(from.post(sender, 20, false, now).ok());
  }
  CHECK(from.post(3, 1500, false, now).ok());
  CHECK(from.post(1, 1100, false, now).ok());
  CHECK(from.post(2, 1, false, now).ok());
}

void small_frames(post_world& w, std::uint32_t window = 4'000'000) {
  for (auto* each : {&w.a, &w.b}) {
    each->limits.frame_bytes = 1024;
    each->limits.post_window = window;
  }
}

} // namespace

TEST_CASE("a store of posts gives back what was pushed, also behind a drop of many") {
  post_store store;
  std::deque<std::string> expected;
  random_source random{7};
  for (int step = 0; step < 20'000; ++step) {
    if (random.below(3) > 0 || expected.empty()) {
      std::string body(random.below(random.below(40) == 0 ? 100'000 : 200), 'x');
      store.push({{static_cast<std::uint32_t>(body.size()), 1}, 2, false}, as_bytes(body));
      expected.push_back(std::move(body));
    } else {
      auto count =
        1 + random.below(std::min<std::uint64_t>(expected.size(), random.below(10) == 0 ? 400 : 3));
      store.drop(count);
      expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(count));
    }
    REQUIRE(store.size() == expected.size());
    if (expected.empty()) continue;
    REQUIRE(store.front().head.to.target == expected.front().size());
    if (step % 500 != 0) continue;
    auto at = store.begin();
    for (const auto& each : expected) REQUIRE(as_text(store.read(at).body) == each);
  }
}

TEST_CASE("a session that breaks at any byte goes on with nothing lost and nothing twice") {
  std::uint32_t window = GENERATE(4'000'000u, 3'000u, 65u);
  bool b_dials = GENERATE(false, true);
  std::size_t whole = 0;
  {
    post_world w;
    small_frames(w, window);
    w.connect();
    post_some(w.a, w.now);
    post_some(w.b, w.now);
    w.run();
    REQUIRE(w.wrong() == "");
    whole = w.wire->arrived;
  }
  REQUIRE(whole > 10'000);
  auto step = window == 4'000'000u && !b_dials ? 1 : 13;
  for (std::size_t at = 1; at < whole; at += static_cast<std::size_t>(step)) {
    post_world w;
    small_frames(w, window);
    post_some(w.a, w.now);
    post_some(w.b, w.now);
    w.connect(at, b_dials).piece = 1 + at % 900;
    w.run();
    REQUIRE(w.a.exact());
    REQUIRE(w.b.exact());
    w.connect((at * 7) % 3'000, at % 2 == 0).piece = 300; // breaks again, often in the handshake
    w.run();
    post_some(w.a, w.now);
    w.connect();
    w.run();
    INFO("broken at byte " << at << " of " << whole);
    REQUIRE(w.wrong() == "");
    REQUIRE(w.a.box->account().in_doubt == 0);
  }
}

TEST_CASE("posts go on over any number of links that break at drawn places") {
  random_source random{GENERATE(range(1u, 60u))};
  post_world w;
  small_frames(
    w, static_cast<std::uint32_t>(random.below(3) == 0 ? 100 + random.below(5'000) : 4'000'000));
  w.a.consumes = random.below(2) == 0;
  for (int link = 0; link < 40; ++link) {
    for (auto count = random.below(12); count > 0; --count) {
      auto& from = random.below(2) == 0 ? w.a : w.b;
      auto size = random.below(4) == 0 ? random.below(6'000) : random.below(100);
      CHECK(from.post(1 + random.below(3), size, random.below(5) == 0 && size < 900, w.now).ok());
    }
    w.connect(1 + random.below(random.below(2) == 0 ? 600 : 20'000), random.below(2) == 0).piece =
      1 + random.below(1'500);
    w.run();
    REQUIRE(w.a.exact());
    REQUIRE(w.b.exact());
    for (; !w.a.owed.empty() && random.below(3) > 0; w.a.owed.pop_back())
      w.a.owed.back().kept->consumed(w.a.owed.back().generation, w.a.owed.back().bytes, w.now);
  }
  for (const auto& each : w.a.owed) each.kept->consumed(each.generation, each.bytes, w.now);
  w.a.consumes = true;
  w.connect();
  w.run();
  REQUIRE(w.wrong() == "");
  CHECK(w.a.box->account().in_doubt == 0);
  CHECK(w.b.box->account().in_doubt == 0);
}

TEST_CASE("an acknowledgement that is lost is made good on the next link") {
  post_world w;
  w.connect();
  w.run();
  w.wire->holds_to_a = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  CHECK(w.a.post(2, 100'000, false, w.now).ok());
  w.run();
  CHECK(w.b.handed.size() == 2);
  CHECK(w.a.box->account().in_flight == 2);
  w.cut();
  CHECK(w.a.box->account().in_flight == 2);
  auto& again = w.connect();
  w.run();
  CHECK(again.arrived < 2'000); // the large one did not travel again
  CHECK(w.wrong() == "");
}

TEST_CASE("refusals are counted once, whichever link tells of them") {
  post_world w;
  w.b.refuses = code::no_handler;
  w.connect();
  w.run();
  w.wire->holds_to_a = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.cut();
  w.connect();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  auto account = w.a.box->account();
  CHECK(account.refused == 2);
  CHECK(account.delivered == 0);
  CHECK(account.lost_by.at(code::no_handler) == 2);
  CHECK(w.a.exact());
}

TEST_CASE("a handler that returns after the link broke makes room on the next") {
  post_world w;
  small_frames(w, 200);
  w.b.consumes = false;
  w.connect();
  w.run();
  CHECK(w.a.post(1, 60, false, w.now).ok());
  CHECK(w.a.post(1, 60, false, w.now).ok());
  w.run();
  CHECK(w.b.handed.size() == 1); // the window has no room for two
  w.cut();
  w.connect();
  w.run();
  CHECK(w.b.handed.size() == 1);
  CHECK(w.a.box->account().unsent == 1);
  w.b.owed[0].kept->consumed(w.b.owed[0].generation, w.b.owed[0].bytes, w.now);
  w.run();
  CHECK(w.wrong() == "");
}

TEST_CASE(
  "what a process that was replaced had not acknowledged is in doubt, and numbers begin anew") {
  post_world w;
  w.connect();
  w.run();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.wire->holds_to_b = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  CHECK(w.a.post(2, 100'000, false, w.now).ok());
  w.run();
  w.cut();
  CHECK(w.a.box->account().in_flight == 2);
  w.b = post_process{"b", "a", 23};
  w.connect();
  w.run();
  auto account = w.a.box->account();
  CHECK(account.in_doubt == 2);
  CHECK(account.in_flight == 0);
  CHECK(account.lost_by.at(code::link_lost) == 2);
  CHECK(w.b.handed.empty());
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.b.handed == std::vector<std::string>{"n1.3"});
  CHECK(w.a.box->account().delivered == 2);
  CHECK(w.a.exact());
}

TEST_CASE("a peer that has forgotten the pair leaves in doubt what it had not acknowledged") {
  post_world w;
  w.connect();
  w.run();
  w.wire->holds_to_a = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.cut();
  w.b.begin_anew(2);
  w.connect();
  w.run();
  CHECK(w.a.box->account().in_doubt == 1);
  CHECK(w.b.handed == std::vector<std::string>{"n1.1"});
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.b.handed == std::vector<std::string>{"n1.1", "n1.2"});
  CHECK(w.a.exact());
}

TEST_CASE("removal drops what is unsent and in flight, and begins anew") {
  post_world w;
  w.connect();
  w.run();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.wire->holds_to_b = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.cut();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.a.box->removed(2);
  auto account = w.a.box->account();
  CHECK(account.delivered == 1);
  CHECK(account.dropped == 2);
  CHECK(account.lost_by.at(code::removed) == 2);
  CHECK(w.a.exact());
  w.connect();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.b.handed == std::vector<std::string>{"n1.1", "n1.4"});
  CHECK(w.a.box->account().delivered == 2);
  CHECK(w.a.exact());
}

TEST_CASE("a handshake that began before a removal does not bring back what was removed") {
  post_world w;
  auto& late = w.connect();
  late.piece = 100;
  late.step(w.now);
  REQUIRE_FALSE(late.a.link);
  w.a.box->removed(2);
  w.run();
  CHECK(late.a.ended);
  CHECK(late.a.why == code::removed);
  w.connect();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.wrong() == "");
}

TEST_CASE("a process that keeps nothing settles with its link") {
  post_world w;
  w.a.begin_anew(0);
  w.connect();
  w.run();
  w.wire->holds_to_b = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.cut();
  CHECK(w.a.box->account().in_doubt == 1);
  w.connect();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.b.handed == std::vector<std::string>{"n1.2"});
  CHECK(w.a.exact());
}

TEST_CASE("a connection that replaces a standing one takes the posts over at any moment") {
  // Up to so many steps of the old connection happen between those of the new one's handshake.
  auto between = GENERATE(range(0, 12));
  auto old_steps = GENERATE(0, 1, 3, 7, 20);
  bool b_dials = GENERATE(false, true);
  post_world w;
  small_frames(w);
  w.connect();
  w.run();
  auto old = std::move(w.wire);
  old->piece = 150;
  post_some(w.a, w.now);
  post_some(w.b, w.now);
  for (int i = 0; i < old_steps; ++i) old->step(w.now);
  auto& fresh = w.connect(~std::size_t{0}, b_dials);
  fresh.piece = 40;
  for (int i = 0; i < 400; ++i) {
    fresh.step(w.now);
    if (between > 0 && i % between == 0) old->step(w.now);
  }
  w.run();
  for (int i = 0; i < 100; ++i) old->step(w.now); // what was still under way
  w.run();
  CHECK(w.wrong() == "");
  CHECK(old->a.ended);
  CHECK(old->b.ended);
}

TEST_CASE("a link that only one side took for established leaves both consistent") {
  bool b_dials = GENERATE(false, true);
  auto lost_from = GENERATE(0, 1); // whose last words are lost
  post_world w;
  small_frames(w);
  w.connect();
  post_some(w.a, w.now);
  for (int i = 0; i < 15; ++i) w.wire->step(w.now);
  w.cut();
  for (std::size_t bytes = 200; bytes < 700; ++bytes) {
    auto& half = w.connect(~std::size_t{0}, b_dials);
    half.piece = 1000;
    while (half.arrived < bytes && half.step(w.now))
      if (half.arrived + 120 > bytes) half.piece = 1;
    (lost_from == 0 ? half.holds_to_a : half.holds_to_b) = true;
    for (int i = 0; i < 5; ++i) half.step(w.now);
    CHECK(w.a.post(1, 10, false, w.now).ok());
    w.cut();
    REQUIRE(w.a.exact());
    REQUIRE(w.b.exact());
  }
  w.connect();
  w.run();
  CHECK(w.wrong() == "");
  CHECK(w.a.box->account().in_doubt == 0);
}

TEST_CASE("two processes of one name do not take each other's posts") {
  post_world w;
  w.connect();
  w.run();
  w.wire->holds_to_b = true;
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.cut();
  post_process other{"b", "a", 23};
  auto first = std::move(w.b);
  w.b = std::move(other);
  w.connect();
  w.run();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  w.cut();
  w.wire.reset();
  w.b = std::move(first);
  w.connect();
  CHECK(w.a.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.b.handed == std::vector<std::string>{"n1.3"});
  CHECK(w.a.box->account().in_doubt == 1);
  CHECK(w.a.box->account().delivered == 2);
  CHECK(w.a.exact());
}

TEST_CASE("a pair comes right at once after another process has spoken in the name of one of it") {
  const bool same_epoch = GENERATE(true, false);
  const bool b_dials = GENERATE(true, false);
  const int before = GENERATE(0, 1, 5);    // posts of each side before,
  const int to_other = GENERATE(0, 1, 8);  // that the other process takes over,
  const int of_other = GENERATE(0, 1, 8);  // and that it sends
  const int meanwhile = GENERATE(0, 1, 3); // without any link
  CAPTURE(same_epoch, b_dials, before, to_other, of_other, meanwhile);
  post_world w;
  small_frames(w);
  auto post = [&](post_process& from, int count) {
    for (int i = 0; i < count; ++i)
      CHECK(from.post(1, i % 3 == 2 ? 20'000 : 10, i % 2 == 1, w.now).ok());
  };
  w.connect();
  w.run();
  post(w.a, before);
  post(w.b, before);
  w.run();
  CHECK(w.wrong() == "");
  w.cut();

  post_process real = std::exchange(w.b, post_process{"b", "a", 22});
  w.b.begin_anew(same_epoch ? 1 : 9);
  w.b.limits = w.a.limits;
  for (int i = 0; i < 3; ++i) {
    w.connect();
    w.run();
    if (w.wire->a.ended || w.wire->b.ended) continue;
    post(w.a, to_other);
    post(w.b, of_other);
    w.run();
    break;
  }
  w.cut();
  w.wire.reset();

  w.b = std::move(real);
  post(w.a, meanwhile);
  post(w.b, meanwhile);
  // Numbers that contradict each other at once cost one link, those that do so with the first post
  // another one.
  int links = 0;
  std::size_t at_a = 0, at_b = 0;
  for (bool stands = false; !stands && links < 10; ++links) {
    w.connect(~std::size_t{0}, b_dials);
    w.run();
    at_a = w.a.handed.size();
    at_b = w.b.handed.size();
    post(w.a, 4);
    post(w.b, 4);
    w.run();
    stands = !w.wire->a.ended && !w.wire->b.ended;
  }
  CHECK(links <= 3);
  CHECK(w.a.handed.size() == at_a + 4);
  CHECK(w.b.handed.size() == at_b + 4);
  for (const auto* each : {&w.a, &w.b}) {
    CHECK(each->exact());
    CHECK(each->box->account().in_flight == 0);
    CHECK(each->box->account().unsent == 0);
  }
}

TEST_CASE("a client gets nothing of the posts of a member whose name it has") {
  handshake_pair p;
  bool dials = GENERATE(true, false);
  (dials ? p.options_a : p.options_b).self.role = role::client;
  p.judge_a.posts = std::make_shared<post_state>(post_state_options{.epoch = 1});
  p.judge_b.posts = std::make_shared<post_state>(post_state_options{.epoch = 1});
  p.options_a.expected_peer = node_id::parse("b").value();
  p.run();
  REQUIRE(p.both_established());
  CHECK_FALSE(p.a->outcome()->value().posts);
  CHECK_FALSE(p.b->outcome()->value().posts);
}

TEST_CASE("the numbers of the wire wrap") {
  post_state_options options{.epoch = 1, .first = 0xffffffff - 2};
  auto sending = std::make_shared<post_state>(options);
  auto receiving = std::make_shared<post_state>(options);
  link_terms terms;
  terms.self.node = node_id::parse("a").value();
  terms.peer.node = node_id::parse("b").value();
  terms.peer_epoch = 1;
  auto sent = 0, handed = 0;
  for (int round = 0; round < 4; ++round) {
    auto now = time_point{} + 1000h;
    auto to = terms, from = terms;
    to.posts = sending;
    from.posts = receiving;
    from.posts_known_here = to.posts_known_there = receiving->known_of({{}, 1});
    to.posts_known_here = from.posts_known_there = sending->known_of({{}, 1});
    net::link a{to, now}, b{from, now};
    for (auto bytes : {10, 100'000, 20}) {
      CHECK(
        a.post({{1, 1}, 1, false}, as_bytes(std::string(static_cast<std::size_t>(bytes), 'x')), now)
          .ok());
      CHECK(a.post({{2, 1}, 2, true}, as_bytes("urgent"), now).ok());
      sent += 2;
    }
    std::array<byte_span, net::link::pieces_max> pieces;
    for (auto count = a.gather(pieces); count > 0; count = a.gather(pieces)) {
      std::size_t taken = 0;
      for (std::size_t i = 0; i < count; ++i) {
        b.feed(pieces[i], now);
        while (auto e = b.next(now)) {
          REQUIRE_FALSE(std::holds_alternative<link_ended>(*e));
          if (auto* p = std::get_if<post_arrived>(&*e))
            ++handed, b.post_consumed(p->body.size(), now);
        }
        taken += pieces[i].size();
      }
      a.wrote(taken, now);
    }
    CHECK(handed == sent);
    CHECK_FALSE(a.ended());
  }
  CHECK(receiving->in.taken_over()[0] > 0xffffffff);
}
