#include <carrick/net/outbox.hpp>

#include "../support/link_pair.hpp"

#include <catch2/catch.hpp>

namespace carrick::net::test {
namespace {

/// The outbox of `a` in front of a pair of links.
struct outbox_world {
  explicit outbox_world(outbox_options options = {}, link_terms terms = terms_of_dialer())
      : pair(terms), box(std::move(options)) {}

  void up() {
    box.attach(pair.a.link, pair.now);
    take();
  }
  void lose() {
    pair.a.link.connection_lost(fail(code::link_lost, "cut"), pair.now);
    pair.a.take_events(pair.now);
    box.detach(pair.a.link, fail(code::link_lost, "cut"));
    take();
  }
  void take() {
    while (auto e = box.next(pair.now)) {
      if (auto* left = std::get_if<request_left>(&*e))
        log.push_back("left " + std::to_string(left->context));
      else if (auto* no = std::get_if<request_given_up>(&*e))
        log.push_back("no " + std::to_string(no->context) + " " +
                      std::string{name_of(no->why.code())});
      else if (auto* opened = std::get_if<opening_left>(&*e))
        log.push_back("opened " + std::to_string(opened->context));
      else if (auto* not_opened = std::get_if<opening_given_up>(&*e))
        log.push_back("no opening " + std::to_string(not_opened->context) + " " +
                      std::string{name_of(not_opened->why.code())});
      else if (auto* room = std::get_if<room_verdict>(&*e))
        log.push_back("room " + std::to_string(room->context) + " " +
                      std::string{name_of(room->why.code())});
    }
  }
  /// Moves bytes and acknowledgements until nothing happens any more.
  void run() {
    pair.run();
    take();
    pair.run();
  }
  /// "sent", "waits" or the code.
  std::string ask(std::uint64_t number, std::uint32_t target = 5, bool wait = true,
                  duration within = 5s, std::uint64_t sender = 1) {
    auto body = "q" + std::to_string(number);
    auto sent = box.request(
      {link_pair::to_message(7, sender, target), as_bytes(body), pair.now + within, wait}, number,
      pair.now);
    if (!sent) return std::string{name_of(sent.error().code())};
    return *sent ? "sent" : "waits";
  }
  /// "opened", "waits" or the code.
  std::string open(std::uint64_t number, time_point wait_until) {
    auto opened =
      box.open({link_pair::to_message(9), {}, never, true, wait_until}, number, pair.now);
    if (!opened) return std::string{name_of(opened.error().code())};
    return *opened ? "opened" : "waits";
  }
  status post(std::string_view body, std::uint32_t target = 5) {
    return box.post(link_pair::to_message(8, 1, target), as_bytes(body), pair.now);
  }
  std::vector<std::string> events() { return std::exchange(log, {}); }
  bool exact() const {
    auto a = box.account();
    return a.accepted == a.delivered + a.refused + a.dropped + a.unsent + a.in_flight + a.in_doubt;
  }

  link_pair pair;
  outbox box;
  std::vector<std::string> log;
};

/// Room for one post of a byte.
link_terms narrow() {
  auto terms = terms_of_dialer();
  terms.theirs.post_window = 65;
  return terms;
}

TEST_CASE("with a link and nothing waiting everything goes at once") {
  outbox_world w;
  w.up();
  CHECK(w.ask(1) == "sent");
  CHECK(w.post("p").ok());
  CHECK(w.box.posts().empty());
  CHECK(w.box.open({link_pair::to_message(9), {}, never}, 3, w.pair.now).has_value());
  w.run();
  CHECK(w.pair.b.saw("post 8 'p' lane 0"));
  CHECK(w.pair.b.saw("request 7 'q1' until 5000"));
  CHECK(w.exact());
}

TEST_CASE("without a link requests fail as unreachable, or wait if they want to") {
  outbox_world w;
  CHECK(w.ask(1, 5, false) == "unreachable");
  CHECK(w.ask(2) == "waits");
  CHECK(w.box.open({link_pair::to_message(9), {}, never}, 3, w.pair.now).error() ==
        code::unreachable);
  w.up();
  CHECK(w.events() == lines{"left 2"});
}

TEST_CASE("an opening waits for a link if it wants to, and not longer than it says") {
  outbox_world w;
  CHECK(w.open(1, w.pair.now + 1s) == "waits");
  CHECK(w.open(2, w.pair.now + 5s) == "waits");
  CHECK(w.open(3, w.pair.now + 5s) == "waits");
  CHECK(w.box.forget(3));
  CHECK(w.box.next_deadline() == start + 1s);
  w.pair.now += 1s;
  w.take();
  CHECK(w.events() == lines{"no opening 1 deadline_exceeded"});
  w.up();
  CHECK(w.events() == lines{"opened 2"});
  w.run();
  CHECK(w.pair.b.count("opened") == 1);
  CHECK(w.open(4, w.pair.now + 5s) == "opened");
}

TEST_CASE("an opening that waits ends with the node, or with the peer's membership") {
  outbox_world w;
  CHECK(w.open(1, never) == "waits");
  SECTION("the node stops") {
    w.box.drain(fail(code::draining, "over"));
    w.take();
    CHECK(w.events() == lines{"no opening 1 draining"});
  }
  SECTION("the peer is removed") {
    w.box.removed(2);
    w.take();
    CHECK(w.events() == lines{"no opening 1 removed"});
  }
}

TEST_CASE("who waits until all posts have arrived is told then, or why not") {
  outbox_world w;
  CHECK(w.box.wait_for_posts(post_wait::settled, 1, never).ok());
  w.take();
  CHECK(w.events() == lines{"room 1 ok"});
  CHECK(w.post("p").ok());
  CHECK(w.box.wait_for_posts(post_wait::settled, 2, w.pair.now + 1s).ok());
  CHECK(w.box.wait_for_posts(post_wait::settled, 3, never).ok());
  w.take();
  CHECK(w.events().empty());
  w.pair.now += 1s;
  w.take();
  CHECK(w.events() == lines{"room 2 deadline_exceeded"});
  w.up();
  w.run();
  w.take();
  CHECK(w.events().empty()); // on the link, and not taken over yet
  w.pair.b.link.post_consumed(1, w.pair.now);
  w.pair.pass(20ms);
  w.take();
  CHECK(w.events() == lines{"room 3 ok"});
}

TEST_CASE("a request that waits ends at its deadline") {
  outbox_world w;
  CHECK(w.ask(1, 5, true, 2s) == "waits");
  CHECK(w.ask(2, 5, true, 1s) == "waits");
  CHECK(w.box.next_deadline() == start + 1s);
  w.pair.now += 1s;
  w.take();
  CHECK(w.events() == lines{"no 2 deadline_exceeded"});
  CHECK(w.box.next_deadline() == start + 2s);
  CHECK(w.box.waiting() == 1);
}

TEST_CASE("what waits for one target leaves in the order of its coming") {
  outbox_world w;
  CHECK(w.post("p1").ok());
  CHECK(w.ask(1) == "waits");
  CHECK(w.post("p2").ok());
  CHECK(w.ask(2) == "waits");
  CHECK(w.post("p3").ok());
  w.up();
  CHECK(w.events() == lines{"left 1", "left 2"});
  w.run();
  CHECK(w.pair.b.events() ==
        lines{"post 8 'p1' lane 0", "request 7 'q1' until 5000", "post 8 'p2' lane 0",
              "request 7 'q2' until 5000", "post 8 'p3' lane 0"});
}

TEST_CASE("a request waits behind posts of its sender, not behind those of others") {
  outbox_world w{{}, narrow()};
  w.up();
  w.pair.b.consumes = false;
  CHECK(w.post("1").ok());
  CHECK(w.post("2").ok());
  CHECK(w.ask(1, 5, false, 5s, 2) == "sent");
  CHECK(w.ask(2, 5, false, 5s, 1) == "waits");
  CHECK(w.ask(3, 5, false, 5s, 2) == "sent");
}

TEST_CASE("a large post that waits is kept where the link will write it from") {
  outbox_world w;
  const auto body = copy_of(as_bytes(std::string(100'000, 'x')));
  CHECK(w.box.post(link_pair::to_message(8, 1, 5), body, w.pair.now).ok());
  CHECK(w.box.posts().bytes() == body->size());
  CHECK(body.use_count() == 2);
  w.up();
  CHECK(w.box.posts().empty());
  w.run();
  CHECK(body.use_count() > 1);
  w.pair.pass(limits::ack_delay);
  w.run();
  CHECK(body.use_count() == 1);
  CHECK(w.exact());
}

TEST_CASE("a request behind unsent posts holds no request to another target") {
  outbox_world w{{}, narrow()};
  w.up();
  w.pair.b.consumes = false;
  CHECK(w.post("1").ok());
  CHECK(w.post("2").ok());
  CHECK(w.ask(1, 5, false) == "waits");
  CHECK(w.ask(2, 6, false) == "sent");
  w.run();
  CHECK(w.events().empty());
  w.pair.b.link.post_consumed(1, w.pair.now);
  w.pair.now += 10ms;
  w.pair.b.link.tick(w.pair.now);
  w.run();
  CHECK(w.events() == lines{"left 1"});
}

TEST_CASE("a request behind posts that were dropped waits no longer") {
  outbox_options options;
  options.posts.posts_max = 1;
  outbox_world w{options, narrow()};
  w.up();
  w.pair.b.consumes = false;
  CHECK(w.post("1").ok());
  CHECK(w.post("2", 5).ok());
  CHECK(w.ask(1, 5) == "waits");
  CHECK(w.post("3", 6).ok()); // pushes 2 out
  w.take();
  CHECK(w.events() == lines{"left 1"});
  CHECK(w.exact());
}

TEST_CASE("a small post goes when the large one before it, without room, was dropped for it") {
  outbox_options options;
  options.posts.posts_max = 1;
  auto terms = terms_of_dialer();
  terms.theirs.post_window = 200;
  outbox_world w{options, terms};
  w.up();
  w.pair.b.consumes = false;
  CHECK(w.post("1").ok());
  CHECK(w.post(std::string(150, 'x')).ok());
  CHECK(w.box.posts().size() == 1);
  CHECK(w.post("2").ok()); // pushes the large one out
  w.take();
  CHECK(w.box.posts().empty());
  w.run();
  CHECK(w.pair.b.saw("post 8 '2' lane 0"));
  CHECK(w.exact());
}

TEST_CASE("when the link goes, only those that wait for a link go on waiting") {
  outbox_world w{{}, narrow()};
  w.up();
  w.pair.b.consumes = false;
  CHECK(w.post("1").ok());
  CHECK(w.post("2").ok());
  CHECK(w.ask(1, 5, false) == "waits");
  CHECK(w.ask(2, 5, true) == "waits");
  w.run();
  w.lose();
  CHECK(w.events() == lines{"no 1 unreachable"});
  CHECK(w.box.waiting() == 1);
  CHECK(w.exact());
}

TEST_CASE("a link that is leaving takes nothing new: who waits for a link waits for the next") {
  outbox_world w;
  w.up();
  w.pair.to_b.held = true; // else both have soon ended
  w.pair.b.link.goodbye(code::draining, "", w.pair.now);
  w.run();
  REQUIRE(w.pair.a.link.leaving());
  CHECK(w.ask(1, 5, true) == "waits");
  CHECK(w.ask(2, 5, false) == "draining");
  CHECK(w.post("p").ok());
  CHECK(w.box.posts().size() == 1);
  w.take();
  CHECK(w.events().empty());
  link_pair next;
  w.box.attach(next.a.link, w.pair.now);
  w.take();
  CHECK(w.events() == lines{"left 1"});
}

TEST_CASE("a post above the peer's limit for messages holds up nothing behind it") {
  auto terms = terms_of_dialer();
  terms.theirs.frame_bytes = 1024;
  terms.theirs.message_bytes = 1024;
  outbox_world w{{}, terms};
  CHECK(w.post(std::string(2000, 'x')).ok()); // nobody knows the limit yet
  CHECK(w.post("small").ok());
  w.up();
  w.run();
  CHECK(w.pair.b.saw("post 8 'small' lane 0"));
  CHECK(w.box.posts().empty());
  CHECK(w.box.account().lost_by.at(code::too_large) == 1);
  CHECK(w.exact());
}

TEST_CASE("a replaced link is told to end and its posts are settled at once") {
  outbox_world w;
  w.up();
  CHECK(w.post("in doubt").ok());
  link_pair next;
  w.box.attach(next.a.link, w.pair.now);
  CHECK(w.pair.a.link.ended());
  CHECK(w.box.account().in_doubt == 1);
  CHECK(w.exact());
  CHECK_FALSE(w.box.detach(w.pair.a.link, fail(code::refused, "")));
  CHECK(w.box.account().in_doubt == 1);
  CHECK(w.box.current() == &next.a.link);
}

TEST_CASE("requests that wait are bounded by count and bytes") {
  outbox_options options;
  options.waiting_max = 2;
  options.waiting_bytes_max = 5;
  outbox_world w{options};
  CHECK(w.ask(1) == "waits");
  CHECK(w.ask(100000) == "overloaded");
  CHECK(w.ask(2) == "waits");
  CHECK(w.ask(3) == "overloaded");
  CHECK(w.box.forget(1));
  CHECK_FALSE(w.box.forget(1));
  CHECK(w.box.waiting_bytes() == 2);
  CHECK(w.ask(4) == "waits");
}

outbox_options refusing(std::size_t posts, std::size_t bytes = 1'000) {
  outbox_options options;
  options.posts = {.posts_max = posts, .bytes_max = bytes, .drop_oldest = false};
  return options;
}

TEST_CASE("block with credit: who was refused is told when the buffer is half empty") {
  outbox_world w{refusing(4), narrow()};
  for (int i = 0; i < 4; ++i) REQUIRE(w.post("p").ok());
  CHECK(w.post("p") == code::overloaded);
  CHECK(w.box.wait_for_posts(post_wait::room, 1, never).ok());
  CHECK(w.box.wait_for_posts(post_wait::room, 2, never).ok());
  w.up(); // the window takes one
  CHECK(w.box.posts().size() == 3);
  CHECK(w.events().empty());
  w.run();
  CHECK(w.events() == lines{"room 1 ok", "room 2 ok"});
  CHECK(w.box.wait_for_posts(post_wait::room, 3, never).ok());
  w.take();
  CHECK(w.events() == lines{"room 3 ok"});
  CHECK(w.exact());
}

TEST_CASE("block with credit: room is for the largest that was refused, until one is taken") {
  outbox_world w{refusing(10, 100), narrow()};
  REQUIRE(w.post(std::string(30, 'a')).ok());
  REQUIRE(w.post(std::string(20, 'b')).ok());
  CHECK(w.post(std::string(90, 'c')) == code::overloaded);
  CHECK(w.box.wait_for_posts(post_wait::room, 1, never).ok());
  w.take();
  CHECK(w.events().empty()); // half full, but 90 bytes would not fit
  REQUIRE(w.post("d").ok());
  w.up();
  CHECK(w.events() == lines{"room 1 ok"});
}

TEST_CASE("block with credit: a wait for room ends at its deadline, with a drain and a removal") {
  outbox_world w{refusing(1)};
  REQUIRE(w.post("p").ok());
  CHECK(w.box.wait_for_posts(post_wait::room, 1, w.pair.now + 1s).ok());
  CHECK(w.box.wait_for_posts(post_wait::room, 2, w.pair.now + 2s).ok());
  CHECK(w.box.next_deadline() == w.pair.now + 1s);
  w.pair.now += 1s;
  w.take();
  CHECK(w.events() == lines{"room 1 deadline_exceeded"});
  CHECK(w.box.next_deadline() == w.pair.now + 1s);
  SECTION("a drain") {
    w.box.drain(fail(code::draining, "stops"));
    w.take();
    CHECK(w.events() == lines{"room 2 draining"});
    CHECK(w.box.wait_for_posts(post_wait::room, 3, never) == code::draining);
  }
  SECTION("a removal") {
    w.box.removed(1);
    w.take();
    CHECK(w.events() == lines{"room 2 removed"});
  }
  SECTION("a link that goes does not end it") {
    w.up();
    w.lose();
    REQUIRE(w.post("p").ok());
    CHECK(w.events() == lines{"room 2 ok"});
  }
}

TEST_CASE("waits for room are bounded by count") {
  auto options = refusing(1);
  options.waiting_max = 1;
  outbox_world w{options};
  REQUIRE(w.post("p").ok());
  CHECK(w.box.wait_for_posts(post_wait::room, 1, never).ok());
  CHECK(w.box.wait_for_posts(post_wait::room, 2, never) == code::overloaded);
}

TEST_CASE("a client's requests fail with the first dial that fails, not with a choice") {
  outbox_options options;
  options.patient = false;
  outbox_world w{options};
  CHECK(w.ask(1) == "waits");
  w.box.handshake_failed(fail(code::refused, "another connection was chosen"), true);
  w.take();
  CHECK(w.events().empty());
  w.box.dial_failed(fail(code::unreachable, "nobody listens there"));
  w.take();
  CHECK(w.events() == lines{"no 1 unreachable"});
}

TEST_CASE("a drain gives up what waits and takes nothing new; posts stay until they are dropped") {
  outbox_world w;
  CHECK(w.ask(1) == "waits");
  CHECK(w.post("p").ok());
  w.box.drain(fail(code::draining, "stopping"));
  w.take();
  CHECK(w.events() == lines{"no 1 draining"});
  CHECK(w.ask(2) == "draining");
  CHECK(w.post("q") == code::draining);
  CHECK(w.box.account().unsent == 1);
  w.box.drop_posts(code::draining);
  CHECK(w.box.account().lost_by.at(code::draining) == 1);
  CHECK(w.exact());
}

} // namespace
} // namespace carrick::net::test
