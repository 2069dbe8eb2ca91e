// Any bytes to an established link, in any pieces, with the application doing what applications do:
// no crash, no request or stream without its verdict, memory in proportion, the same events for
// any split of the same bytes.

#include <carrick/core/random.hpp>
#include <carrick/net/link.hpp>
#include <carrick/net/post_state.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace carrick;
using namespace carrick::net;
using namespace std::chrono_literals;

const time_point start = time_point{} + 1000h;

link_terms terms_of(std::uint8_t choice) {
  link_terms t;
  t.self.node = node_id::parse("a").value();
  t.peer.node = node_id::parse("b").value();
  t.dialer = (choice & 1) != 0;
  t.checksum = (choice & 6) == 6;
  if ((choice & 8) != 0)
    for (auto* l : {&t.ours, &t.theirs}) {
      l->frame_bytes = 1024;
      l->message_bytes = 4096;
      l->stream_window = l->link_window = l->post_window = 2000;
      l->streams = 3;
    }
  return t;
}

/// A link before this one has left posts in flight, of all lanes; what the peer says of them is
/// drawn.
link_terms with_past(link_terms t, std::uint64_t seed) {
  t.posts = std::make_shared<post_state>(post_state_options{.epoch = 1});
  t.peer_epoch = 1;
  t.posts_known_here = t.posts->known_of({t.peer.incarnation, 1});
  t.posts_known_there.generation = 1;
  net::link before{t, start};
  for (std::size_t bytes : {10u, 3000u, 20u, 30u, 2000u, 0u})
    if (before.post_room(bytes))
      (void)before.post({{1, 2}, bytes % 20, bytes == 30}, as_bytes(std::string(bytes, 'x')),
                        start);
  std::array<byte_span, net::link::pieces_max> pieces;
  auto count = before.gather(pieces);
  for (std::size_t i = 0; i < count; ++i) before.wrote(pieces[i].size(), start);
  t.posts_known_here = t.posts->known_of({t.peer.incarnation, 1});
  t.posts_known_there.taken_over = {seed % 3, seed % 2, seed / 2 % 2};
  return t;
}

/// An application that answers, opens, sends and ends by the numbers that it draws.
struct application {
  net::link link;
  random_source random;
  std::uint64_t asked = 0, opened = 0;
  std::map<std::uint64_t, int> verdicts{}, ends{};
  std::vector<served_id> running{};
  std::string events{};
  bool acts = true;

  void take(const event& e, time_point now) {
    events += static_cast<char>('a' + e.index());
    if (auto* r = std::get_if<request_arrived>(&e)) {
      events.append(reinterpret_cast<const char*>(r->body.data()), r->body.size());
      running.push_back(r->id);
    } else if (auto* d = std::get_if<request_done>(&e)) {
      if (++verdicts[d->context] > 1) __builtin_trap();
    } else if (auto* p = std::get_if<post_arrived>(&e)) {
      link.post_consumed(p->body.size(), now);
    } else if (auto* i = std::get_if<stream_item>(&e)) {
      events.append(reinterpret_cast<const char*>(i->body.data()), i->body.size());
      if (acts && random.below(2) == 0) link.stream_consumed(i->id, i->credit_cost);
    } else if (auto* o = std::get_if<stream_opened>(&e)) {
      if (!acts) return;
      if (random.below(3) == 0) link.end_stream(o->id, code::cancelled, "");
      (void)link.send_item(o->id, as_bytes("item"));
    } else if (auto* s = std::get_if<stream_ended>(&e)) {
      if (s->context != 0 && ++ends[s->context] > 1) __builtin_trap();
      link.stream_consumed(s->id, 0xffffffff);
    }
  }
  void act(time_point now) {
    if (!acts) return;
    if (random.below(4) == 0 &&
        link.request({{1, 2}, 3, false}, as_bytes("ask"), now + 1s, asked + 1, now))
      ++asked;
    if (random.below(8) == 0 &&
        link.open_stream({{1, 2}, 3, false}, as_bytes("open"), never, opened + 1, now))
      ++opened;
    if (random.below(4) == 0 && link.post_room(4))
      (void)link.post({{1, 2}, 3, false}, as_bytes("post"), now);
    while (!running.empty() && random.below(2) == 0) {
      link.respond(running.back(), as_bytes("answer"));
      running.pop_back();
    }
    if (random.below(16) == 0) link.promote(now);
    if (random.below(64) == 0) link.goodbye(code::draining, "", now);
  }
  void write(time_point now) {
    while (link.has_output()) {
      std::array<byte_span, 8> pieces;
      std::size_t bytes = 0;
      std::size_t count = link.gather(pieces);
      for (std::size_t i = 0; i < count; ++i) bytes += pieces[i].size();
      if (bytes == 0) return;
      link.wrote(bytes, now);
    }
  }
};

std::string run(byte_span bytes, std::uint8_t choice, std::uint64_t seed, bool acts) {
  auto terms = (choice & 16) != 0 ? with_past(terms_of(choice), choice) : terms_of(choice);
  application app{net::link{terms, start}, random_source{seed}};
  if ((choice & 32) != 0) app.link.be_tentative({3, 2000}, "a stranger");
  app.acts = acts;
  random_source splits{seed};
  time_point now = start;
  while (!bytes.empty()) {
    std::size_t piece = 1 + splits.below(seed % 2 == 0 ? 8 : bytes.size());
    piece = std::min(piece, bytes.size());
    std::vector<std::byte> copy(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(piece));
    bytes = bytes.subspan(piece);
    app.link.feed(copy, now);
    while (auto e = app.link.next(now)) app.take(*e, now);
    app.act(now);
    app.write(now);
    if (acts) now += 1ms * splits.below(100);
    app.link.tick(now);
  }
  app.link.connection_lost({}, now);
  while (auto e = app.link.next(now)) app.take(*e, now);
  if (app.verdicts.size() != app.asked) __builtin_trap();
  if (!app.link.ended()) __builtin_trap();
  return app.events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  byte_span bytes{reinterpret_cast<const std::byte*>(data) + 2, size - 2};
  run(bytes, data[0], data[1], true);
  if (run(bytes, data[0], 0, false) != run(bytes, data[0], 1, false)) __builtin_trap();
  return 0;
}
