#include "../support/link_pair.hpp"

#include <carrick/core/random.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

link_terms drawn_terms(random_source& random) {
  link_terms t = terms_of_dialer();
  t.checksum = random.below(2) == 0;
  for (auto* l : {&t.ours, &t.theirs}) {
    l->frame_bytes = static_cast<std::uint32_t>(1024 << random.below(7));
    l->stream_window = static_cast<std::uint32_t>(500 << random.below(12));
    l->link_window = static_cast<std::uint32_t>(2000 << random.below(12));
    l->post_window = static_cast<std::uint32_t>(500 << random.below(12));
    l->streams = static_cast<std::uint32_t>(1 + random.below(20));
  }
  return t;
}

std::string drawn_body(random_source& random) {
  std::size_t size = random.below(1ull << random.below(18));
  return std::string(size, static_cast<char>('a' + size % 26));
}

/// One side that does what it likes, and keeps account of what it is owed.
struct player {
  side& me;
  random_source random;
  std::map<std::uint64_t, int> verdicts{};
  std::uint64_t requests = 0, streams = 0, posts = 0, posts_seen = 0;
  std::map<std::uint64_t, int> stream_ends{};
  std::vector<std::pair<stream_id, bool>> open{};
  std::vector<request_id> asked{};
  std::vector<served_id> running{};
  std::vector<std::pair<stream_id, std::uint32_t>> unconsumed{};
  std::vector<std::size_t> unconsumed_posts{};
  std::string why{}; ///< the link ended

  void take(const event& e, time_point now) {
    if (auto* d = std::get_if<request_done>(&e)) ++verdicts[d->context];
    if (auto* r = std::get_if<request_arrived>(&e)) running.push_back(r->id);
    if (auto* o = std::get_if<stream_opened>(&e)) open.emplace_back(o->id, false);
    if (auto* i = std::get_if<stream_item>(&e)) unconsumed.emplace_back(i->id, i->credit_cost);
    if (auto* s = std::get_if<stream_ended>(&e)) {
      if (s->context != 0) ++stream_ends[s->context];
      std::erase_if(open, [&](auto& o) { return o.first == s->id; });
    }
    if (auto* q = std::get_if<post_arrived>(&e)) {
      ++posts_seen;
      if (random.below(4) == 0)
        me.link.post_refused(code::no_handler, q->body.size(), now);
      else
        unconsumed_posts.push_back(q->body.size());
    }
    if (auto* l = std::get_if<link_ended>(&e)) why = to_string(*l->why);
    if (auto* l = std::get_if<peer_leaving>(&e)) why = "told " + std::string{as_text(l->text)};
  }

  void act(time_point now) {
    message_head head =
      link_pair::to_message(1, random.below(3), static_cast<std::uint32_t>(random.below(2)));
    head.urgent = random.below(10) == 0;
    auto body = drawn_body(random);
    switch (random.below(11)) {
      case 0:
      case 1:
        if (auto id = me.link.request(head, as_bytes(body), now + 1ms * (1 + random.below(20'000)),
                                      requests + 1, now)) {
          ++requests;
          asked.push_back(*id);
        }
        break;
      case 2:
        if (!asked.empty()) me.link.cancel(asked[random.below(asked.size())]);
        break;
      case 3:
        if (me.link.post_room(body.size()) && me.link.post(head, as_bytes(body), now).ok()) ++posts;
        break;
      case 4:
        if (auto id = me.link.open_stream(
              head, as_bytes(body), random.below(3) == 0 ? now + 2s : never, streams + 1, now)) {
          ++streams;
          open.emplace_back(*id, true);
        }
        break;
      case 5:
      case 6:
        if (!open.empty()) {
          auto id = open[random.below(open.size())].first;
          for (int i = 0; i < 20 && me.link.send_item(id, as_bytes(body)).ok(); ++i) {
          }
        }
        break;
      case 7:
        if (!open.empty()) me.link.half_close_stream(open[random.below(open.size())].first);
        break;
      case 8:
        if (!open.empty() && random.below(3) == 0) {
          auto at = random.below(open.size());
          me.link.end_stream(open[at].first, random.below(2) ? code::ok : code::cancelled, "");
          open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
        }
        break;
      case 9:
        while (!running.empty() && random.below(3) != 0) {
          if (random.below(5) == 0)
            me.link.refuse(running.back(), code::internal, "no");
          else
            me.link.respond(running.back(), as_bytes(body));
          running.pop_back();
        }
        break;
      case 10:
        consume(now, 1 + random.below(20));
        break;
    }
  }

  void consume(time_point now, std::size_t most) {
    for (; most > 0 && !unconsumed.empty(); --most) {
      me.link.stream_consumed(unconsumed.back().first, unconsumed.back().second);
      unconsumed.pop_back();
    }
    for (; most > 0 && !unconsumed_posts.empty(); --most) {
      me.link.post_consumed(unconsumed_posts.back(), now);
      unconsumed_posts.pop_back();
    }
  }

  void finish(time_point now) {
    for (auto id : std::exchange(running, {})) me.link.respond(id, {});
    for (auto& o : std::exchange(open, {})) me.link.end_stream(o.first, code::ok, "");
    consume(now, 1'000'000);
  }
};

/// Bytes go over in pieces of any size, sometimes not at all.
bool exchange(link_pair& p, player& from, wire& w, player& to, random_source& random) {
  bool moved = false;
  std::array<byte_span, 8> pieces;
  std::size_t count = from.me.link.gather(std::span{pieces}.first(1 + random.below(8)));
  std::size_t taken = 0;
  for (std::size_t i = 0; i < count; ++i) {
    auto part =
      random.below(3) == 0 ? pieces[i].first(random.below(pieces[i].size() + 1)) : pieces[i];
    w.bytes.insert(w.bytes.end(), part.begin(), part.end());
    taken += part.size();
    if (part.size() < pieces[i].size()) break;
  }
  if (count > 0) from.me.link.wrote(taken, p.now);
  moved = count > 0;
  auto limit = random.below(2) == 0 ? w.bytes.size() : random.below(w.bytes.size() + 1);
  if (limit > 0) {
    std::vector<std::byte> part(w.bytes.begin(),
                                w.bytes.begin() + static_cast<std::ptrdiff_t>(limit));
    w.bytes.erase(w.bytes.begin(), w.bytes.begin() + static_cast<std::ptrdiff_t>(limit));
    to.me.link.feed(part, p.now);
    moved = true;
    bool kept = false;
    while (auto e = to.me.link.next(p.now)) {
      to.take(*e, p.now);
      if (random.below(50) == 0) to.act(p.now);
      if (!kept && random.below(100) == 0) {
        to.me.link.retain_input();
        std::fill(part.begin(), part.end(), std::byte{0xee});
        kept = true;
      }
    }
  }
  while (auto e = to.me.link.next(p.now)) to.take(*e, p.now);
  return moved;
}

} // namespace

TEST_CASE("seeds: whatever two links do, every verdict comes once and every account closes") {
  auto seed = GENERATE(range(0u, 150u));
  INFO("seed " << seed);
  random_source random{seed};
  link_pair p{drawn_terms(random)};
  player a{p.a, random_source{random.next()}};
  player b{p.b, random_source{random.next()}};
  for (int step = 0; step < 400; ++step) {
    if (random.below(2) == 0) a.act(p.now);
    if (random.below(2) == 0) b.act(p.now);
    exchange(p, a, p.to_b, b, random);
    exchange(p, b, p.to_a, a, random);
    if (random.below(10) == 0) {
      p.now += 1ms * random.below(300);
      p.a.link.tick(p.now);
      p.b.link.tick(p.now);
    }
    for (auto* side : {&a, &b})
      if (side->me.link.ended()) FAIL(side->why);
  }
  bool cut = random.below(3) == 0;
  if (cut) {
    p.a.link.connection_lost({code::link_lost, "cut"}, p.now);
    p.b.link.connection_lost({code::link_lost, "cut"}, p.now);
    while (auto e = p.a.link.next(p.now)) a.take(*e, p.now);
    while (auto e = p.b.link.next(p.now)) b.take(*e, p.now);
  } else {
    for (int round = 0; round < 3000; ++round) {
      a.finish(p.now);
      b.finish(p.now);
      bool moved = exchange(p, a, p.to_b, b, random);
      moved = exchange(p, b, p.to_a, a, random) || moved;
      if (moved) continue;
      if (p.a.link.open_requests() + p.b.link.open_requests() + p.a.link.open_streams() +
              p.b.link.open_streams() ==
            0 &&
          p.a.link.posts().taken_over == a.posts && p.b.link.posts().taken_over == b.posts)
        break;
      p.now = std::max(p.now, std::min(p.a.link.next_deadline(), p.b.link.next_deadline()));
      p.a.link.tick(p.now);
      p.b.link.tick(p.now);
    }
    CHECK(p.a.link.posts().taken_over == a.posts);
    CHECK(p.b.link.posts().taken_over == b.posts);
    CHECK(b.posts_seen == a.posts);
    CHECK(a.posts_seen == b.posts);
    CHECK(p.a.link.output_bytes() == 0);
    CHECK(p.b.link.output_bytes() == 0);
    CHECK(p.a.link.open_streams() == 0);
    CHECK(p.b.link.open_streams() == 0);
    CHECK(p.a.link.running_requests() == 0);
    CHECK(p.b.link.running_requests() == 0);
    CHECK_FALSE(p.a.link.ended());
    CHECK_FALSE(p.b.link.ended());
    CHECK(p.a.link.counters().bytes_out == p.b.link.counters().bytes_in);
  }
  for (auto* side : {&a, &b}) {
    CHECK(side->verdicts.size() == side->requests);
    for (auto [context, count] : side->verdicts) REQUIRE(count == 1);
    for (auto [context, count] : side->stream_ends) REQUIRE(count == 1);
  }
}

TEST_CASE("A3 any split of a session gives the same events") {
  std::vector<std::byte> session;
  link_terms terms = terms_of_dialer();
  terms.checksum = GENERATE(false, true);
  {
    link_pair p{terms};
    p.ask("ask");
    p.post("post");
    auto s = p.open("open");
    p.send(s, std::string(70'000, 'i'));
    p.ask_with(link_pair::to_message(2, 2), std::string(150'000, 'L'));
    p.post_with(link_pair::to_message(3, 2), "behind it");
    p.a.link.half_close_stream(s);
    p.run();
    session = p.to_b.recorded;
  }
  auto events_with = [&](std::size_t piece) {
    link_pair p{terms};
    std::string all;
    for (std::size_t at = 0; at < session.size(); at += piece)
      p.inject(byte_span{session}.subspan(at, std::min(piece, session.size() - at)));
    for (const auto& line : p.b.log) all += line + "\n";
    return all;
  };
  auto whole = events_with(session.size());
  CHECK(std::count(whole.begin(), whole.end(), '\n') == 7);
  for (std::size_t piece : {1u, 2u, 3u, 7u, 8u, 9u, 12u, 1000u, 65'535u, 65'544u})
    CHECK(events_with(piece) == whole);
}

TEST_CASE("A14 a flipped bit of a checked session is never delivered") {
  link_terms terms = terms_of_dialer();
  terms.checksum = true;
  std::vector<std::byte> session;
  {
    link_pair p{terms};
    p.ask("ask");
    p.post("post");
    p.run();
    session = p.to_b.recorded;
  }
  for (std::size_t bit = 0; bit < session.size() * 8; ++bit) {
    auto damaged = session;
    damaged[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    link_pair p{terms};
    p.inject(damaged);
    std::size_t first = bit / 8 < session.size() - (8 + 8 + 4 + 4) ? 0 : 1;
    REQUIRE(p.b.log.size() <= first + 1);
    if (p.b.log.size() > first) REQUIRE(p.b.log.back().starts_with("link "));
  }
}
