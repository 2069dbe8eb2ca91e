#include "../support/allocation_meter.hpp"
#include "../support/link_pair.hpp"

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

/// Two links that answer each other without the fixture's strings.
struct quiet_pair {
  explicit quiet_pair(bool checksum)
      : a(terms(checksum), start), b(seen_by_peer(terms(checksum)), start) {}

  static link_terms terms(bool checksum) {
    link_terms t = terms_of_dialer();
    t.checksum = checksum;
    t.ours.streams = t.theirs.streams = 100'000;
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
    } else if (std::holds_alternative<stream_opened>(e) ||
               std::holds_alternative<stream_ended>(e)) {
      ++streams;
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

  /// Timers of some seconds, as on a link that has gone quiet.
  void rest() {
    for (int i = 0; i < 100; ++i) {
      now += 50ms;
      a.tick(now);
      b.tick(now);
      move(a, b);
      move(b, a);
    }
  }

  net::link a, b;
  time_point now = start;
  std::string body = std::string(64, 'x');
  bool inline_answers = true;
  std::vector<served_id> later;
  int done = 0;
  int streams = 0;
};

constexpr std::size_t many = 16'000; // as many handlers as may run

double each(std::ptrdiff_t bytes) { return static_cast<double>(bytes) / many; }

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

// Of both sides together, with the slack of tables that double.
constexpr double request_bytes_max = 256;
constexpr double stream_bytes_max = 512;
// What an idle pair may hold behind a burst beyond what it held before.
constexpr std::ptrdiff_t kept_bytes_max = 1024;

/// Many requests, their answers, and what is held before, in between and behind.
struct request_burst {
  double pending = 0; ///< bytes a request
  std::ptrdiff_t after = 0;
};

request_burst run_requests(quiet_pair& p, const allocation_meter& meter) {
  request_burst out;
  for (std::size_t i = 0; i < many; ++i) {
    REQUIRE(p.a.request(link_pair::to_message(1), as_bytes(p.body), p.now + 1h, 1, p.now));
    if (i % 100 == 0) p.move(p.a, p.b);
  }
  p.move(p.a, p.b);
  p.rest();
  out.pending = each(meter.held());
  p.done = 0;
  for (auto id : p.later) p.b.respond(id, as_bytes(p.body));
  p.later.clear();
  p.move(p.b, p.a);
  CHECK(p.done == many);
  p.rest();
  out.after = meter.held();
  return out;
}

double run_streams(quiet_pair& p, const allocation_meter& meter, std::vector<stream_id>& ids) {
  p.streams = 0;
  for (std::size_t i = 0; i < many; ++i) {
    auto opened = p.a.open_stream(link_pair::to_message(1), as_bytes(p.body), never, 1, p.now);
    REQUIRE(opened);
    ids.push_back(*opened);
    if (i % 100 == 0) p.move(p.a, p.b);
  }
  p.move(p.a, p.b);
  CHECK(p.streams == many);
  p.rest();
  auto idle = each(meter.held());
  for (auto id : ids) p.a.end_stream(id, code::ok, "");
  ids.clear();
  p.move(p.a, p.b);
  p.move(p.b, p.a);
  p.rest();
  CHECK(p.a.open_streams() == 0);
  CHECK(p.b.open_streams() == 0);
  return idle;
}

TEST_CASE("a pending request holds little memory, and a burst of them leaves none behind") {
  quiet_pair p{true};
  p.inline_answers = false;
  p.later.reserve(many);
  for (int i = 0; i < 3; ++i) p.round();
  p.rest();
  allocation_meter meter;
  CHECK(run_requests(p, meter).pending < request_bytes_max);
  CHECK(run_requests(p, meter).after <= kept_bytes_max);
}

TEST_CASE("an idle stream holds little memory, and a burst of them leaves none behind") {
  quiet_pair p{true};
  std::vector<stream_id> ids;
  ids.reserve(many);
  for (int i = 0; i < 3; ++i) p.round();
  p.rest();
  allocation_meter meter;
  CHECK(run_streams(p, meter, ids) < stream_bytes_max);
  CHECK(meter.held() <= kept_bytes_max);
}

TEST_CASE("large messages leave no memory behind") {
  quiet_pair p{GENERATE(false, true)};
  p.body.resize(300'000, 'x');
  p.rest();
  allocation_meter meter;
  auto before = p.done;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(p.a.request(link_pair::to_message(1), as_bytes(p.body), p.now + 5s, 1, p.now));
    REQUIRE(p.a.post(link_pair::to_message(2), as_bytes(p.body), p.now).ok());
    p.move(p.a, p.b);
    p.move(p.b, p.a);
  }
  CHECK(p.done == before + 40);
  CHECK(meter.held() > 300'000);
  p.rest();
  CHECK(meter.held() <= kept_bytes_max);
}
