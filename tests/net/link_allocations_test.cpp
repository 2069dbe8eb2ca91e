#include "../support/allocation_meter.hpp"
#include "../support/link_pair.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

/// Two links that answer each other without the fixture's strings.
struct quiet_pair {
  explicit quiet_pair(bool checksum) : a(terms(checksum), start), b(seen_by_peer(terms(checksum)), start) {}

  static link_terms terms(bool checksum) {
    link_terms t = terms_of_dialer();
    t.checksum = checksum;
    return t;
  }
  void move(net::link& from, net::link& to) {
    std::array<byte_span, 8> pieces;
    while (from.has_output()) {
      std::size_t count = from.gather(pieces);
      std::size_t taken = 0;
      for (std::size_t i = 0; i < count; ++i) {
        to.feed(pieces[i], now);
        while (auto e = to.next(now)) handle(to, *e);
        taken += pieces[i].size();
      }
      from.wrote(taken, now);
    }
  }
  void handle(net::link& at, const event& e) {
    if (auto* r = std::get_if<request_arrived>(&e)) {
      if (inline_answers)
        at.respond(r->id, r->body);
      else
        later.push_back(r->id);
    } else if (std::holds_alternative<request_done>(e)) {
      ++done;
    } else if (auto* p = std::get_if<post_arrived>(&e)) {
      at.post_consumed(p->body.size(), now);
      ++done;
    }
  }
  void round() {
    for (int i = 0; i < 50; ++i) {
      (void)a.request(link_pair::to_message(1), as_bytes(body), now + 5s, 1, now);
      if (a.post_room(body.size())) (void)a.post(link_pair::to_message(2), as_bytes(body), now);
    }
    move(a, b);
    for (auto id : later) b.respond(id, as_bytes(body));
    later.clear();
    move(b, a);
    now += 11ms;
    a.tick(now);
    b.tick(now);
    move(b, a);
  }

  net::link a, b;
  time_point now = start;
  std::string body = std::string(64, 'x');
  bool inline_answers = true;
  std::vector<served_id> later;
  int done = 0;
};

} // namespace

TEST_CASE("requests, answers and posts up to a frame allocate nothing in steady state") {
  quiet_pair p{GENERATE(false, true)};
  p.inline_answers = GENERATE(true, false);
  p.body.resize(GENERATE(0u, 64u, 4000u), 'x');
  for (int i = 0; i < 10; ++i) p.round();
  p.done = 0;
  std::size_t allocations = 0;
  {
    allocation_meter meter;
    for (int i = 0; i < 100; ++i) p.round();
    allocations = meter.count();
  }
  CHECK(allocations == 0);
  CHECK(p.done == 10'000);
}
