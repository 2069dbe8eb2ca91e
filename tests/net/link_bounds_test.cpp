#include "../support/allocation_meter.hpp"
#include "../support/link_pair.hpp"
#include "../support/raw_frames.hpp"

#include <carrick/net/held_memory.hpp>

#include <catch2/catch.hpp>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;

namespace {

link_terms holding(std::size_t bytes, std::shared_ptr<held_memory> all = {}) {
  auto terms = terms_of_dialer();
  terms.theirs.held_bytes = bytes; // b's
  terms.memory = std::move(all);
  return terms;
}

/// `a` asks and reads nothing: what it says arrives at `b`, whose answers stay there.
void ask_unread(link_pair& p, int count, std::string_view body) {
  for (int i = 0; i < count; ++i) {
    auto asked = p.b.asked.size();
    p.ask("x");
    p.write(p.a, p.to_b);
    p.deliver(p.to_b, p.b);
    if (p.b.asked.size() > asked) p.b.link.respond(p.b.asked.back(), as_bytes(body));
  }
}

constexpr std::size_t link_bound = 1 * limits::MiB;

} // namespace

TEST_CASE("answers that are not read are bounded; further requests are refused, not executed") {
  link_pair p{holding(link_bound)};
  const std::string long_answer(10'000, 'x');
  ask_unread(p, 1'000, long_answer);
  CHECK(p.b.link.output_bytes() <= link_bound + 200 * limits::KiB); // and the refusals
  const auto executed = p.b.asked.size();
  CHECK(executed >= link_bound / (long_answer.size() + header_bytes));
  CHECK(executed <= link_bound / long_answer.size() + 1);
  p.run();
  CHECK(p.a.count("done ") == 1'000);
  std::size_t overloaded = 0, answered = 0;
  for (const auto& line : p.a.events()) {
    overloaded += line.find(" overloaded") != std::string::npos;
    answered += line.find(" ok ") != std::string::npos;
  }
  CHECK(answered + overloaded == 1'000);
  CHECK(answered == executed - 1); // the one that there was no room for
  CHECK(p.b.link.output_bytes() == 0);

  p.b.answers = true;
  p.ask("again");
  p.run();
  CHECK(p.a.count("done 1001 ok") == 1);
}

TEST_CASE("answers that wait take little more memory than what is counted for them") {
  const std::size_t answer = GENERATE(10'000u, 40'000u, 64'000u);
  const std::size_t bound = 32 * limits::MiB;
  link_pair p{holding(bound)};
  std::ptrdiff_t most = 0;
  const std::string body(answer, 'x');
  const allocation_meter meter;
  while (p.b.link.output_bytes() + answer + header_bytes <= bound) {
    ask_unread(p, 1, body);
    most = std::max(most, meter.held());
  }
  CHECK(static_cast<std::size_t>(most) <= bound + bound / 10);
}

TEST_CASE("answers of handlers that began before are bounded, too") {
  link_pair p{holding(link_bound)};
  for (int i = 0; i < 200; ++i) p.ask("x");
  p.write(p.a, p.to_b);
  p.deliver(p.to_b, p.b);
  REQUIRE(p.b.asked.size() == 200);
  const std::string small(10'000, 'x');
  const std::string large(200'000, 'x');
  for (std::size_t i = 0; i < 200; ++i)
    p.b.link.respond(p.b.asked[i], as_bytes(i % 2 == 0 ? small : large));
  CHECK(p.b.link.output_bytes() <= link_bound + 100 * limits::KiB);
  p.run();
  CHECK(p.a.count("done ") == 200);
}

TEST_CASE("who goes on asking and reads nothing loses its link") {
  link_pair p{holding(link_bound)};
  const std::string long_answer(60'000, 'x');
  int asked = 0;
  for (; asked < 400'000 && !p.b.link.ended(); ++asked) ask_unread(p, 1, long_answer);
  CHECK(p.b.saw("link overloaded"));
  CHECK(p.b.link.output_bytes() < link_bound);
}

TEST_CASE("an opening counts like a running request until its stream is gone") {
  link_pair p{holding(link_bound)};
  const std::string opening(50'000, 'x');
  std::vector<stream_id> streams;
  for (int i = 0; i < 30; ++i) streams.push_back(p.open(opening));
  p.run();
  const auto taken = p.b.opened.size();
  CHECK(taken == link_bound / opening.size());
  CHECK(p.a.count("ended ") == 30 - taken);
  p.a.link.end_stream(streams[0], code::ok, "");
  p.b.link.end_stream(p.b.opened[0], code::ok, "");
  p.run();
  p.open(opening);
  p.run();
  CHECK(p.b.opened.size() == taken + 1);
}

TEST_CASE("an opening counts until its handler has returned, though its stream is gone") {
  link_pair p{holding(link_bound)};
  const std::string opening(50'000, 'x');
  auto open_and_end = [&] {
    const auto opened = p.b.opened.size();
    auto id = p.open(opening);
    p.run();
    if (p.b.opened.size() == opened) return false;
    p.b.link.hold_opening(opening.size());
    p.a.link.end_stream(id, code::cancelled, "");
    p.run();
    return true;
  };
  std::size_t taken = 0;
  while (taken < 100 && open_and_end()) ++taken;
  CHECK(p.b.link.held_streams() == 0);
  CHECK(taken >= link_bound / opening.size() - 1);
  CHECK(taken <= link_bound / opening.size());
  p.b.link.let_go_openings(2, 2 * opening.size());
  CHECK(open_and_end());
}

TEST_CASE("all links of a node have one bound, and a link that is gone gives its part back") {
  auto all = std::make_shared<held_memory>(2 * link_bound);
  link_pair first, second, third, member;
  {
    auto of_client = [&] {
      auto terms = seen_by_peer(holding(link_bound, all));
      terms.peer.role = role::client;
      return terms;
    };
    side node_to_first{of_client()}, node_to_second{of_client()}, node_to_third{of_client()};
    side node_to_member{seen_by_peer(holding(link_bound, all))};
    auto ask = [&](link_pair& from, side& node, int count, std::size_t bytes = 100'000) {
      for (int i = 0; i < count; ++i) from.ask(std::string(bytes, 'x'));
      from.write(from.a, from.to_b);
      const auto bytes_there = std::exchange(from.to_b.bytes, {});
      hear(node.link, bytes_there, from.now);
      node.take_events(from.now);
      return node.asked.size();
    };
    CHECK(ask(first, node_to_first, 20) == 10);
    CHECK(ask(second, node_to_second, 20) == 10);
    CHECK(all->bytes() > 2 * link_bound - 200'000);
    CHECK(all->bytes() <= 2 * link_bound);

    INFO("who holds little is not refused for it, and a member is not at all");
    CHECK(ask(third, node_to_third, 20) == limits::held_guaranteed / 100'000);
    CHECK(ask(member, node_to_member, 20) == 10);

    for (auto id : node_to_first.asked) node_to_first.link.respond(id, {});
    for (auto id : node_to_member.asked) node_to_member.link.respond(id, {});
    for (auto* each : {&node_to_first, &node_to_member}) {
      wire nowhere;
      first.write(*each, nowhere);
    }
    CHECK(all->bytes() < 2 * link_bound);
    CHECK(ask(third, node_to_third, 1) == limits::held_guaranteed / 100'000 + 1);
  }
  CHECK(all->bytes() == 0);
}

TEST_CASE("a request id whose request is still being assembled is not used again") {
  link_pair p;
  p.b.answers = true;
  p.inject(as_bytes(raw(frame_kind::request, 9, transfer_payload(1, 4'096, addressed_body("first")),
                        first_of_many)));
  CHECK(!p.b.link.ended());
  p.inject(as_bytes(raw(frame_kind::request, 9, addressed_body("second"))));
  CHECK(p.b.saw("link protocol_error"));
}
