#include "../support/post_world.hpp"

#include <carrick/core/random.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

using texts = std::vector<std::string>;

namespace {

/// `a` has `b` for a member, `b` does not know `a`.
struct stranger_world : post_world {
  explicit stranger_world(std::size_t kept = 1'024) {
    b.knows_other = false;
    b.keeps.posts_max = kept;
    connect();
    run();
  }
  void post(int count, std::size_t padding = 10, std::uint64_t sender = 1) {
    for (int i = 0; i < count; ++i) CHECK(a.post(sender, padding, false, now).ok());
  }
  void promote() {
    wire->b.promote(now);
    run();
  }
};

texts numbers(int first, int last, std::string_view channel = "n1") {
  texts all;
  for (int i = first; i <= last; ++i) all.push_back(std::string{channel} + "." + std::to_string(i));
  return all;
}

} // namespace

TEST_CASE("A13 nothing of a stranger is handed out, and its requests are refused by name") {
  stranger_world w;
  w.post(3);
  REQUIRE(w.a.box->request({{{5, 7}, 1, false}, as_bytes("q"), w.now + 5s}, 1, w.now).has_value());
  REQUIRE(w.a.box->open({{{5, 9}, 1, false}, {}, never}, 2, w.now).has_value());
  REQUIRE(
    w.a.box
      ->request({{{5, 7}, 1, false}, as_bytes(std::string(200'000, 'q')), w.now + 5s}, 3, w.now)
      .has_value());
  w.run();
  CHECK(w.b.handed.empty());
  CHECK(w.wire->a.answers == std::vector<code>(3, code::refused));
  CHECK(w.wire->b.link->is_tentative());
  CHECK(w.wire->b.link->kept_posts() == 3);
  CHECK(w.a.box->account().in_flight == 3);
  CHECK(w.a.exact());
}

TEST_CASE("A14 a tentative link keeps the newest posts; what they push out is counted as dropped") {
  stranger_world w{10};
  w.post(15);
  w.run();
  CHECK(w.b.handed.empty());
  CHECK(w.wire->b.link->kept_posts() == 10);
  auto account = w.a.box->account();
  CHECK(account.refused == 5);
  CHECK(account.lost_by.at(code::dropped) == 5);
  CHECK(account.in_flight == 10);
  CHECK(w.a.exact());
}

TEST_CASE("A14 a post that is too large to be kept takes what came before it in its lane along") {
  stranger_world w;
  w.b.keeps.bytes_max = 100;
  w.connect();
  w.run();
  w.post(3);
  w.post(1, 200);
  w.post(2);
  w.run();
  CHECK(w.wire->b.link->kept_posts() == 2);
  auto account = w.a.box->account();
  CHECK(account.refused == 4);
  CHECK(account.delivered == 0);
  w.promote();
  CHECK(w.b.handed == numbers(5, 6));
  CHECK(w.a.box->account().delivered == 2);
  CHECK(w.a.exact());
}

TEST_CASE(
  "A15 promotion hands out what was kept, in order, then what follows, on the same connection") {
  stranger_world w{10};
  w.post(15);
  w.run();
  w.wire->b.promote(w.now);
  w.post(5); // before the kept ones are acknowledged
  w.run();
  CHECK(w.b.handed == numbers(6, 20));
  CHECK_FALSE(w.wire->b.link->is_tentative());
  auto account = w.a.box->account();
  CHECK(account.delivered == 15);
  CHECK(account.refused == 5);
  CHECK(account.in_flight == 0);
  CHECK(w.a.exact());
  REQUIRE(w.a.box->request({{{5, 7}, 1, false}, as_bytes("q"), w.now + 5s}, 1, w.now).has_value());
  CHECK(w.b.post(1, 10, false, w.now).ok());
  w.run();
  CHECK(w.wire->a.answers == std::vector<code>{code::ok});
  CHECK(w.a.handed == numbers(1, 1));
  CHECK(w.b.box->account().delivered == 1);
}

TEST_CASE("what is kept is bounded by bytes, and one that could never be kept is dropped at once") {
  stranger_world w;
  w.b.keeps.bytes_max = 1'000;
  w.connect();
  w.run();
  w.post(3, 400);
  w.post(1, 200'000, 2);
  w.post(1, 100);
  w.run();
  CHECK(w.wire->b.link->kept_posts() == 3);
  CHECK(w.a.box->account().in_flight + w.a.box->account().refused == 5);
  w.promote();
  CHECK(w.b.handed == numbers(2, 4));
  CHECK(w.a.box->account().lost_by.at(code::dropped) == 2);
  CHECK(w.a.exact());
}

TEST_CASE("a large post that was begun before the promotion is handed out in its turn") {
  stranger_world w;
  w.wire->piece = 20'000;
  w.post(2);
  w.post(1, 300'000);
  w.post(2);
  for (int i = 0; i < 5; ++i) w.wire->step(w.now);
  REQUIRE(w.wire->b.link->kept_posts() == 2);
  w.promote();
  CHECK(w.b.handed == numbers(1, 5));
  CHECK(w.wrong() == "");
}

TEST_CASE("A19 a stranger whose link ends keeps what was not taken over, and sends it again") {
  stranger_world w{3};
  w.post(5);
  w.run();
  CHECK(w.b.strangers.links() == 1);
  w.cut();
  CHECK(w.b.strangers.links() == 0);
  CHECK(w.a.box->account().in_flight == 3);
  SECTION("as a stranger") {
    w.connect();
    w.post(1);
    w.run();
    CHECK(w.wire->b.link->kept_posts() == 3);
    w.promote();
    CHECK(w.b.handed == numbers(4, 6));
    CHECK(w.a.box->account().refused == 3);
  }
  SECTION("as a member") {
    w.wire->b.promote(w.now); // no link stands
    w.connect();
    w.run();
    CHECK(w.b.handed == numbers(3, 5));
    CHECK(w.a.box->account().refused == 2);
  }
  CHECK(w.a.box->account().in_doubt == 0);
  CHECK(w.a.box->account().in_flight == 0);
  CHECK(w.a.exact());
}

TEST_CASE("a promotion whose acknowledgements are lost hands nothing out twice") {
  stranger_world w;
  w.post(4);
  w.run();
  w.wire->holds_to_a = true;
  w.promote();
  CHECK(w.b.handed == numbers(1, 4));
  w.cut();
  w.connect();
  w.post(1);
  w.run();
  CHECK(w.wrong() == "");
}

TEST_CASE("a promotion at any moment, over links that break, loses nothing and repeats nothing") {
  random_source random{GENERATE(range(1u, 40u))};
  stranger_world w;
  for (auto* each : {&w.a, &w.b}) each->limits.frame_bytes = 1024;
  auto promoted_at = random.below(8);
  for (std::uint64_t link = 0; link < 10; ++link) {
    w.connect(random.below(2) == 0 ? 200 + random.below(4'000) : ~std::size_t{0}).piece =
      1 + random.below(600);
    for (auto count = random.below(10); count > 0; --count)
      CHECK(
        w.a.post(1 + random.below(3), random.below(3) == 0 ? random.below(4'000) : 10, false, w.now)
          .ok());
    for (auto steps = random.below(40); steps > 0 && !w.wire->spent(); --steps) w.wire->step(w.now);
    if (link == promoted_at) w.wire->b.promote(w.now);
    w.run();
    REQUIRE(w.a.exact());
  }
  w.connect();
  w.run();
  CHECK(w.wrong() == "");
  CHECK(w.a.box->account().in_doubt == 0);
}

TEST_CASE("A18 the least recently created tentative link gives way, and is counted") {
  tentative_table table{{.links_max = 3}};
  auto now = time_point{} + 1000h;
  auto id = [](int i) { return node_id::parse("n" + std::to_string(i)).value(); };
  std::vector<tentative_table::link_number> links;
  for (int i = 0; i < 3; ++i) {
    auto a = table.add(id(i), now += 1s);
    CHECK_FALSE(a.evicted);
    links.push_back(a.link);
  }
  auto kept = table.posts_of(id(0));
  auto a = table.add(id(3), now += 1s);
  CHECK(a.evicted == links[0]);
  CHECK(table.evictions() == 1);
  CHECK(table.links() == 3);
  CHECK(table.posts_of(id(0)) == kept); // it goes on when it comes back
  SECTION("another connection of a node replaces its predecessor, and is the newest") {
    auto again = table.add(id(1), now += 1s);
    CHECK(again.replaced == links[1]);
    CHECK_FALSE(again.evicted);
    CHECK(table.add(id(4), now += 1s).evicted == links[2]);
    table.ended(links[1]); // long known
    CHECK(table.links() == 3);
  }
  SECTION("a link that has ended leaves its place") {
    table.ended(links[1]);
    CHECK(table.links() == 2);
    CHECK_FALSE(table.add(id(4), now += 1s).evicted);
  }
  SECTION("a member is no stranger") {
    auto posts = table.posts_of(id(2));
    auto taken = table.take(id(2));
    REQUIRE(taken);
    CHECK(taken->link == links[2]);
    CHECK(taken->posts == posts);
    CHECK_FALSE(table.take(id(2)));
    CHECK(table.links() == 2);
  }
}

TEST_CASE("a tentative link ends after its time") {
  tentative_table table;
  auto now = time_point{} + 1000h;
  auto first = table.add(node_id::parse("n1").value(), now);
  auto second = table.add(node_id::parse("n2").value(), now + 10s);
  CHECK(table.next_deadline() == now + 30s);
  CHECK_FALSE(table.expired(now + 29s));
  CHECK(table.expired(now + 30s) == first.link);
  CHECK_FALSE(table.expired(now + 30s));
  CHECK(table.next_deadline() == now + 40s);
  CHECK(table.expired(now + 50s) == second.link);
  CHECK(table.next_deadline() == never);
}

TEST_CASE("what is kept without a link is bounded, the newest stay") {
  tentative_table table{{.links_max = 2}};
  auto id = [](int i) { return node_id::parse("n" + std::to_string(i)).value(); };
  auto second = table.posts_of(id(2));
  for (int i = 0; i < 100; ++i) (void)table.posts_of(id(i));
  CHECK(table.posts_of(id(2)) != second);
  auto newest = table.posts_of(id(99));
  CHECK(table.posts_of(id(99)) == newest);
  CHECK(newest->epoch() != second->epoch());
}
